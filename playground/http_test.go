package playground

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

// received is one request an app in HTTP mode got.
type received struct {
	path, contentType, retry string
	body                     []byte
	signed                   error
}

// httpApp is an app in HTTP mode.
type httpApp struct {
	*httptest.Server
	mu     sync.Mutex
	got    []received
	answer func(received) (int, string)
}

func listening(t *testing.T, s *Server, answer func(received) (int, string)) *httpApp {
	t.Helper()
	a := &httpApp{answer: answer}
	_, _, secret := s.Tokens()
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		verifier, err := slack.NewSecretsVerifier(r.Header, secret)
		if err == nil {
			_, _ = verifier.Write(body)
			err = verifier.Ensure()
		}
		one := received{r.URL.Path, r.Header.Get("Content-Type"), r.Header.Get("X-Slack-Retry-Num"), body, err}
		a.mu.Lock()
		a.got = append(a.got, one)
		a.mu.Unlock()
		status, said := a.answer(one)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, said)
	}))
	t.Cleanup(a.Close)
	s.SetRequestURL(a.URL + "/")
	return a
}

func ok(said string) func(received) (int, string) {
	return func(received) (int, string) { return http.StatusOK, said }
}

func TestHTTPModeSignsEveryKindOfRequest(t *testing.T) {
	s := started(t, workspaceForTests())
	a := listening(t, s, ok(`{"text":"Saved."}`))
	if err := s.As(sam).Command(team, "/reflect a & b"); err != nil {
		t.Fatal(err)
	}
	if err := s.As(sam).Shortcut("reflect_global"); err != nil {
		t.Fatal(err)
	}
	_ = sure(s.As(sam).Message(s.As(sam).DM(), "hello"))(t)
	if err := s.Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, r := range a.got {
		paths = append(paths, r.path)
		if r.signed != nil {
			t.Errorf("%s: %v", r.path, r.signed)
		}
	}
	if want := []string{"/slack/commands", "/slack/interactions", "/slack/events"}; !slices.Equal(paths, want) {
		t.Errorf("the app got %v", paths)
	}
	if last, _ := s.As(sam).Last(team); last.Text != "Saved." || !s.Connected() {
		t.Errorf("Sam sees %+v", last)
	}
}

func TestHTTPModePayloadsAreReadBySlackGo(t *testing.T) {
	s := started(t, workspaceForTests())
	a := listening(t, s, ok(""))
	if err := s.As(sam).Command(team, "/reflect a & b"); err != nil {
		t.Fatal(err)
	}
	if err := s.As(sam).Shortcut("reflect_global"); err != nil {
		t.Fatal(err)
	}
	c := sure(slack.SlashCommandParse(a.got[0].request()))(t)
	if c.Text != "a &amp; b" || c.Command != "/reflect" || c.UserID != sam || c.TeamDomain != "riverside" {
		t.Errorf("the command is %+v", c)
	}
	i := sure(slack.InteractionCallbackParse(a.got[1].request()))(t)
	if i.CallbackID != "reflect_global" || i.User.ID != sam {
		t.Errorf("the interaction is %+v", i)
	}
}

func (r received) request() *http.Request {
	request := httptest.NewRequest(http.MethodPost, r.path, bytesReader(r.body))
	request.Header.Set("Content-Type", r.contentType)
	return request
}

func TestHTTPModeRepeatsEventsWithHeaders(t *testing.T) {
	w := workspaceForTests()
	w.Timing.Retries = []time.Duration{0}
	s := started(t, w)
	a := listening(t, s, func(r received) (int, string) {
		if r.retry == "" {
			return http.StatusInternalServerError, ""
		}
		return http.StatusOK, ""
	})
	_ = sure(s.As(sam).Message(s.As(sam).DM(), "hello"))(t)
	if err := s.Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(a.got) != 2 || a.got[1].retry != "1" || string(a.got[0].body) != string(a.got[1].body) {
		t.Errorf("the app got %d requests", len(a.got))
	}
}

func TestHTTPModeFailures(t *testing.T) {
	w := workspaceForTests()
	w.Timing.Ack = 200 * time.Millisecond
	s := started(t, w)
	a := listening(t, s, func(received) (int, string) { return http.StatusUnauthorized, "no" })
	if got := codeIn(s.As(sam).Command(team, "/reflect x")); got != "dispatch_failed" {
		t.Errorf("a 401 gives %q", got)
	}
	a.Close()
	if got := codeIn(s.As(sam).Command(team, "/reflect x")); got != "dispatch_failed" || s.Connected() {
		t.Errorf("nobody listening gives %q", got)
	}
}

func TestRequestURLIsVerifiedByAChallenge(t *testing.T) {
	s := started(t, workspaceForTests())
	a := listening(t, s, func(r received) (int, string) {
		var asked struct{ Challenge string }
		_ = json.Unmarshal(r.body, &asked)
		return http.StatusOK, asked.Challenge
	})
	if err := s.VerifyURL(t.Context()); err != nil {
		t.Error(err)
	}
	a.answer = ok("something else")
	if err := s.VerifyURL(t.Context()); err == nil {
		t.Error("a wrong answer is taken")
	}
}

func TestSubmissionIsAnsweredInTheBody(t *testing.T) {
	s := started(t, workspaceForTests())
	a := newApp(s)
	listening(t, s, func(r received) (int, string) {
		if r.path == "/slack/commands" {
			c, _ := slack.SlashCommandParse(r.request())
			if _, err := a.OpenView(c.TriggerID, form("reflect")); err != nil {
				t.Error(err)
			}
			return http.StatusOK, ""
		}
		return http.StatusOK, `{"response_action":"errors","errors":{"what":"Too short."}}`
	})
	err := s.As(sam).Submit(openForm(t, s), Values{"what": "x"})
	if fieldsOf(err)["what"] != "Too short." {
		t.Errorf("got %v", err)
	}
}
