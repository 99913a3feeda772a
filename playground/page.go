package playground

import (
	"embed"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"path"
	"regexp"
)

//go:embed web
var pageFiles embed.FS

var messageInAddress = regexp.MustCompile(`^p(\d{10})(\d{6})$`)

// toMessage leads from a message's address, as links have it, to the page that shows it.
func toMessage(w http.ResponseWriter, r *http.Request) {
	place := url.Values{"at": {r.PathValue("channel")}}
	if parts := messageInAddress.FindStringSubmatch(r.PathValue("message")); parts != nil {
		place.Set("message", parts[1]+"."+parts[2])
	}
	if thread := r.URL.Query().Get("thread_ts"); thread != "" {
		place.Set("thread", thread)
	}
	http.Redirect(w, r, "/#"+place.Encode(), http.StatusFound)
}

// ownPageOnly keeps other web sites from acting through a visitor's browser: the host must be this machine's, and a
// request that changes something must come from the page itself.
func ownPageOnly(next http.Handler) http.Handler {
	guarded := http.NewCrossOriginProtection().Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if !isLoopback(host) {
			http.Error(w, "The playground answers on this machine only.", http.StatusForbidden)
			return
		}
		guarded.ServeHTTP(w, r)
	})
}

func servePage(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src 'self' https: data:; connect-src 'self' ws:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-cache")
		file := path.Join("web", path.Clean("/"+name))
		if _, err := fs.Stat(pageFiles, file); err != nil {
			http.NotFound(w, r)
			return
		}
		if path.Base(file) == "index.html" {
			serveIndex(w)
			return
		}
		http.ServeFileFS(w, r, pageFiles, file)
	}
}

// serveIndex sends the page itself, which http.ServeFileFS would answer with a redirect.
func serveIndex(w http.ResponseWriter) {
	content, _ := pageFiles.ReadFile("web/index.html")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(content)
}
