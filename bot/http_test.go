package bot

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"handrail/handlers"
	"handrail/peerwork"
)

// signedPost signs a body as Slack does at a moment.
func signedPost(path, body string, at time.Time, secret string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + stamp + ":" + body))
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	return r
}

func commandBody(text, trigger string) string {
	return url.Values{
		"token": {"t"}, "team_id": {"T01PLAY"}, "channel_id": {hq}, "user_id": {sam}, "command": {"/reflect"}, "text": {text},
		"response_url": {"http://127.0.0.1:1/response/1"}, "trigger_id": {trigger},
	}.Encode()
}

func serve(t *testing.T, b *Bot, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	h, err := b.Handler()
	must(t, err)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// flushed notes when an answer was sent off.
type flushed struct {
	*httptest.ResponseRecorder
	at time.Time
}

func (f *flushed) Flush() { f.at = time.Now() }

// servedLate serves a request whose handler takes too long, and checks that the whole answer was sent off in time.
func servedLate(t *testing.T, b *Bot, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	h, err := b.Handler()
	must(t, err)
	began, w := time.Now(), &flushed{ResponseRecorder: httptest.NewRecorder()}
	h.ServeHTTP(w, r)
	if took := w.at.Sub(began); took < 0 || took > 2500*time.Millisecond {
		t.Errorf("took %s", took)
	}
	if h := w.Header(); h.Get("Content-Length") != strconv.Itoa(w.Body.Len()) || h.Get("Connection") != "close" {
		t.Errorf("got headers %v of %d bytes", h, w.Body.Len())
	}
	return w.ResponseRecorder
}

func textOf(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var m struct{ Text string }
	if err := json.Unmarshal(w.Body.Bytes(), &m); err != nil {
		t.Fatalf("%d %q: %v", w.Code, w.Body, err)
	}
	return m.Text
}

func TestHTTPTakesOnlyWhatSlackSigned(t *testing.T) {
	body := commandBody("some words", "t1")
	press := "payload=" + url.QueryEscape(`{"type":"view_closed","team":{"id":"T01PLAY"},"user":{"id":"U01SAM"}}`)
	at := func(d time.Duration) *http.Request {
		return signedPost("/slack/commands", body, noon().Add(d), "secret")
	}
	change := func(r *http.Request, f func(*http.Request)) *http.Request {
		f(r)
		return r
	}
	tests := []struct {
		name string
		r    *http.Request
		want int
	}{
		{"takes a signed command", at(0), 200},
		{"takes one that is five minutes old", at(-5 * time.Minute), 200},
		{"takes one that is five minutes ahead", at(5 * time.Minute), 200},
		{"refuses a stale one", at(-5*time.Minute - time.Second), 401},
		{"refuses one from the future", at(5*time.Minute + time.Second), 401},
		{"refuses another secret", signedPost("/slack/commands", body, noon(), "other"), 401},
		{"refuses another body", change(at(0), func(r *http.Request) { r.Body = http.NoBody }), 401},
		{"refuses a missing signature", change(at(0), func(r *http.Request) { r.Header.Del("X-Slack-Signature") }), 401},
		{"refuses a missing timestamp", change(at(0), func(r *http.Request) { r.Header.Del("X-Slack-Request-Timestamp") }), 401},
		{"refuses a timestamp that is no number", change(at(0), func(r *http.Request) { r.Header.Set("X-Slack-Request-Timestamp", "noon") }), 401},
		{"refuses a signature cut short", change(at(0), func(r *http.Request) { r.Header.Set("X-Slack-Signature", "v0=ab") }), 401},
		{"refuses a signature of another version", change(at(0), func(r *http.Request) {
			r.Header.Set("X-Slack-Signature", "v1"+r.Header.Get("X-Slack-Signature")[2:])
		}), 401},
		{"refuses a signature that is not hexadecimal", change(at(0), func(r *http.Request) { r.Header.Set("X-Slack-Signature", "v0="+strings.Repeat("z", 64)) }), 401},
		{"refuses GET", httptest.NewRequest(http.MethodGet, "/slack/commands", nil), 405},
		{"refuses a body over the limit", signedPost("/slack/commands", strings.Repeat("a", maxBody+1), noon(), "secret"), 413},
		{"refuses a body over the limit that does not say its length", change(signedPost("/slack/commands", strings.Repeat("a", maxBody+1), noon(), "secret"), func(r *http.Request) { r.ContentLength = -1 }), 413},
		{"refuses a command without its fields", signedPost("/slack/commands", "text=a", noon(), "secret"), 400},
		{"refuses a command that stands in the address", signedPost("/slack/commands?"+body, "", noon(), "secret"), 400},
		{"refuses a form that is not encoded", signedPost("/slack/commands", "text=%zz", noon(), "secret"), 400},
		{"takes an interaction", signedPost("/slack/interactions", press, noon(), "secret"), 200},
		{"refuses a payload that stands in the address", signedPost("/slack/interactions?"+press, "", noon(), "secret"), 400},
		{"refuses a payload that is no JSON", signedPost("/slack/interactions", "payload=%7B", noon(), "secret"), 400},
		{"refuses an empty payload", signedPost("/slack/interactions", "payload=%7B%7D", noon(), "secret"), 400},
		{"refuses an event that is no JSON", signedPost("/slack/events", "{", noon(), "secret"), 400},
		{"refuses an event of no type", signedPost("/slack/events", "{}", noon(), "secret"), 400},
		{"acknowledges an event it does not know", signedPost("/slack/events", `{"type":"event_callback","team_id":"T01PLAY","event":{"type":"link_disabled"}}`, noon(), "secret"), 200},
		{"answers Slack's check of the certificate", httptest.NewRequest(http.MethodPost, "/slack/commands", strings.NewReader("ssl_check=1&token=t")), 200},
		{"reads nothing in a check of the certificate", httptest.NewRequest(http.MethodPost, "/slack/interactions", strings.NewReader("ssl_check=1&ssl_check=0&x=y")), 200},
		{"does not take a press for a check of the certificate", httptest.NewRequest(http.MethodPost, "/slack/interactions", strings.NewReader("ssl_check=1&%70ayload={}")), 401},
		{"does not take a command for a check of the certificate", httptest.NewRequest(http.MethodPost, "/slack/commands", strings.NewReader("ssl_check=1&command=/reflect")), 401},
		{"knows no other address", signedPost("/slack/other", body, noon(), "secret"), 404},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, _ := offline(t, reflecting(always(handlers.Reply{Say: say("Saved.")})))
			b.protocol = noon
			if w := serve(t, b, tt.r); w.Code != tt.want {
				t.Errorf("got %d %s, want %d", w.Code, w.Body, tt.want)
			}
		})
	}
}

func TestHTTPRefusesToStartWithoutASecret(t *testing.T) {
	b := New(Options{Messenger: &Messenger{}, Now: noon, Log: quiet()})
	if _, err := b.Handler(); !errors.Is(err, ErrNoSecret) {
		t.Errorf("got %v", err)
	}
}

func TestHTTPAnswersTheChallenge(t *testing.T) {
	b, _ := offline(t, handlers.Registry{})
	b.protocol = noon
	w := serve(t, b, signedPost("/slack/events", `{"type":"url_verification","challenge":"c&<1>"}`, noon(), "secret"))
	var got struct{ Challenge string }
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || got.Challenge != "c&<1>" || w.Code != 200 {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func TestTextIsCleaned(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"leaves plain words alone", "we talked, and 50% was new", "we talked, and 50% was new"},
		{"leaves letters of all languages alone", "résumé مرحبا 你好 👩‍👧", "résumé مرحبا 你好 👩‍👧"},
		{"leaves a replacement character somebody typed alone", "a \uFFFD b", "a \uFFFD b"},
		{"keeps lines and tabs", "one\ntwo\tthree", "one\ntwo\tthree"},
		{"makes one line end of two characters", "one\r\ntwo\rthree", "one\ntwo\nthree"},
		{"takes control characters out", "a\x00b\x1bc\u0085d\x7f", "abcd"},
		{"marks bytes that are not UTF-8", "a\xffb", "a\uFFFDb"},
		{"marks a lone surrogate", "a\xed\xa0\x80b", "a\uFFFDb"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got string
			b, _ := offline(t, reflecting(func(_ context.Context, r handlers.Request) (handlers.Reply, error) {
				got = r.Text
				return handlers.Reply{Say: say("Saved.")}, nil
			}))
			serve(t, b, signedPost("/slack/commands", commandBody(tt.text, "t1"), time.Now(), "secret"))
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestLoneSurrogatesInAFormAreMarked(t *testing.T) {
	var got string
	reg := handlers.Registry{Forms: map[string]handlers.Handler{"note": func(_ context.Context, r handlers.Request) (handlers.Reply, error) {
		got = r.State["what"]["what"].Value
		return handlers.Reply{}, nil
	}}}
	payload := `{"type":"view_submission","team":{"id":"T01PLAY"},"user":{"id":"U01SAM"},"view":{"id":"V1","hash":"h","callback_id":"note",
		"state":{"values":{"what":{"what":{"type":"plain_text_input","value":"a\ud800b\u0000c"}}}}}}`
	b, _ := offline(t, reg)
	serve(t, b, signedPost("/slack/interactions", "payload="+url.QueryEscape(payload), time.Now(), "secret"))
	if got != "a\uFFFDbc" {
		t.Errorf("got %q", got)
	}
}

func TestTheSameCommandAtTheSameMomentRunsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int32
		meeting := make(chan struct{})
		b, _ := offline(t, reflecting(func(context.Context, handlers.Request) (handlers.Reply, error) {
			runs.Add(1)
			<-meeting
			return handlers.Reply{Say: say("Saved.")}, nil
		}))
		answers := make([]*httptest.ResponseRecorder, 5)
		var all sync.WaitGroup
		for i := range answers {
			all.Go(func() {
				answers[i] = serve(t, b, signedPost("/slack/commands", commandBody("words", "t1"), time.Now(), "secret"))
			})
		}
		synctest.Wait()
		close(meeting)
		all.Wait()
		for _, w := range answers {
			if w.Code != 200 || textOf(t, w) != "Saved." {
				t.Errorf("got %d %s", w.Code, w.Body)
			}
		}
		if runs.Load() != 1 {
			t.Errorf("ran %d times", runs.Load())
		}
	})
}

func TestTheSameCommandLaterIsNotSavedTwice(t *testing.T) {
	b, _ := offline(t, reflecting(func(context.Context, handlers.Request) (handlers.Reply, error) {
		return handlers.Reply{}, fmt.Errorf("save note: %w", peerwork.ErrDuplicate)
	}))
	w := serve(t, b, signedPost("/slack/commands", commandBody("words", "t1"), time.Now(), "secret"))
	if w.Code != 200 || !strings.HasPrefix(textOf(t, w), "Saved.") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func TestASlowHandlerIsAcknowledgedInTime(t *testing.T) {
	tests := []struct {
		name, text, want string
		reply            handlers.Reply
		late             string
	}{
		{"gives a command's words back, and tells when it was saved after all", "we <b> talked", "Not saved. " + tooLong, handlers.Reply{Say: say("Saved. Only you can read it.")}, "Saved. Only you can read it."},
		{"says so to a command without words", "", tooLong, handlers.Reply{Say: say("Here it is.")}, "Here it is."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, sent := offline(t, reflecting(func(context.Context, handlers.Request) (handlers.Reply, error) {
					<-time.After(5 * time.Second)
					return tt.reply, nil
				}))
				w := servedLate(t, b, signedPost("/slack/commands", commandBody(tt.text, "t1"), time.Now(), "secret"))
				got := textOf(t, w)
				if !strings.HasPrefix(got, tt.want) || !strings.HasSuffix(got, escaper.Replace(tt.text)) {
					t.Errorf("got %q", got)
				}
				must(t, b.Wait(t.Context()))
				if !strings.Contains(sent.all(), "/response/1") || !strings.Contains(sent.all(), tt.late) {
					t.Errorf("sent %s", sent.all())
				}
			})
		})
	}
}

// Over a real connection: the handler ends only once its answer has arrived.
func TestALateAnswerArrivesWhileTheHandlerRuns(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	b, _ := offline(t, reflecting(func(context.Context, handlers.Request) (handlers.Reply, error) {
		<-arrived
		return handlers.Reply{}, nil
	}))
	h, err := b.Handler()
	must(t, err)
	server := httptest.NewServer(h)
	defer server.Close()
	defer close(arrived)
	r := signedPost(server.URL+"/slack/commands", commandBody("we talked", "t1"), time.Now(), "secret")
	r.RequestURI = ""
	answer, err := server.Client().Do(r)
	must(t, err)
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	must(t, err)
	if !strings.Contains(string(said), "Not saved. "+tooLong) || !answer.Close {
		t.Errorf("got %s, and the connection stays: %v", said, !answer.Close)
	}
}

func TestAHandlerThatKeepsItsTimeAnswersInTheAcknowledgement(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, sent := offline(t, reflecting(func(ctx context.Context, _ handlers.Request) (handlers.Reply, error) {
			<-ctx.Done()
			return handlers.Reply{}, ctx.Err()
		}))
		got := textOf(t, serve(t, b, signedPost("/slack/commands", commandBody("our words", "t1"), time.Now(), "secret")))
		if !strings.HasPrefix(got, "Not saved. "+sorry) || !strings.HasSuffix(got, "our words") {
			t.Errorf("got %q", got)
		}
		must(t, b.Wait(t.Context()))
		if sent.all() != "" {
			t.Errorf("sent %s", sent.all())
		}
	})
}

func TestASlowFormKeepsItsWords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reg := handlers.Registry{Forms: map[string]handlers.Handler{"note": func(context.Context, handlers.Request) (handlers.Reply, error) {
			<-time.After(time.Minute)
			return handlers.Reply{}, nil
		}}}
		b, _ := offline(t, reg)
		payload := `{"type":"view_submission","team":{"id":"T01PLAY"},"user":{"id":"U01SAM"},"view":{"id":"V1","hash":"h","callback_id":"note","blocks":[{"type":"section","block_id":"s"},{"type":"input","block_id":"what"}]}}`
		w := serve(t, b, signedPost("/slack/interactions", "payload="+url.QueryEscape(payload), time.Now(), "secret"))
		if !strings.Contains(w.Body.String(), `"errors":{"what":"`+formTooLong) {
			t.Errorf("got %s", w.Body)
		}
		must(t, b.Wait(t.Context()))
	})
}

func TestWordsNeverReachTheLog(t *testing.T) {
	const words = "words that nobody else may read"
	for name, h := range map[string]handlers.Handler{
		"when a handler panics with them": func(_ context.Context, r handlers.Request) (handlers.Reply, error) { panic(r.Text) },
		"when a handler fails": func(context.Context, handlers.Request) (handlers.Reply, error) {
			return handlers.Reply{}, errors.New("no room")
		},
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			b, _ := offline(t, reflecting(h))
			b.log = textLog(&log)
			got := textOf(t, serve(t, b, signedPost("/slack/commands", commandBody(words, "t1"), time.Now(), "secret")))
			if !strings.HasSuffix(got, words) {
				t.Errorf("got %q", got)
			}
			if log.Len() == 0 || strings.Contains(log.String(), words) {
				t.Errorf("log %q", log.String())
			}
		})
	}
}

func TestAnEmptyRequestReadsAsForms(t *testing.T) {
	got, err := readForm([]byte("text=a%20b+c%26&command=%2Freflect&x=%zz&payload="))
	must(t, err)
	if got.Text != "a b c&" || got.Command != "/reflect" {
		t.Errorf("got %+v", got)
	}
}

// FuzzReadForm holds the fast reader to url.ParseQuery.
func FuzzReadForm(f *testing.F) {
	f.Add("text=a+b%26&command=%2Freflect")
	f.Add("text=%e2%98")
	f.Fuzz(func(t *testing.T, body string) {
		got, err := readForm([]byte(body))
		want, wrong := url.ParseQuery(body)
		if err != nil || wrong != nil || len(want["text"]) > 1 || strings.ContainsAny(body, ";") {
			return
		}
		if got.Text != want.Get("text") {
			t.Errorf("got %q, want %q", got.Text, want.Get("text"))
		}
	})
}
