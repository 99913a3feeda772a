package bot

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/slack-go/slack"

	"handrail/handlers"
	"handrail/peerwork"
	"handrail/playground"
	"handrail/views"
)

// shelf keeps people as storage does.
type shelf struct {
	mu     sync.Mutex
	people map[peerwork.UserID]peerwork.Person
}

func (s *shelf) AllPeople(context.Context, peerwork.WorkspaceID) ([]peerwork.Person, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []peerwork.Person
	for _, p := range s.people {
		all = append(all, p)
	}
	return all, nil
}

func (s *shelf) SavePeople(_ context.Context, _ peerwork.WorkspaceID, people ...peerwork.Person) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range people {
		s.people[p.ID] = p
	}
	return nil
}

func crowd() playground.Workspace {
	w := playground.Example()
	w.People = append(w.People,
		playground.Person{ID: "U9GUEST", Name: "guest", IsGuest: true},
		playground.Person{ID: "U9GONE", Name: "gone", Deleted: true},
		playground.Person{ID: "U9OTHER", Name: "other", IsStranger: true, TeamID: "T0OTHER"},
		playground.Person{ID: "U9HELPER", Name: "helper", IsBot: true},
	)
	return w
}

func TestRefreshKeepsWhoIsWho(t *testing.T) {
	s := playground.New(crowd())
	_, err := s.Start("127.0.0.1:0")
	must(t, err)
	t.Cleanup(s.Close)
	kept := &shelf{people: map[peerwork.UserID]peerwork.Person{}}
	p := newPeople(messengerTo(t, s), kept, quiet())
	s.RateLimitNext(1, 0)
	must(t, p.Refresh(t.Context()))
	want := map[peerwork.UserID]peerwork.Person{
		sam:        {ID: sam, Name: "sam", Timezone: "Europe/London"},
		"U9GUEST":  {ID: "U9GUEST", Name: "guest", Timezone: "Europe/London", Guest: true},
		"U9GONE":   {ID: "U9GONE", Name: "gone", Deactivated: true},
		"U9OTHER":  {ID: "U9OTHER", Name: "other", Timezone: "Europe/London", Stranger: true},
		"U9HELPER": {ID: "U9HELPER", Name: "helper", Timezone: "Europe/London", Bot: true},
	}
	for id, person := range want {
		if diff := cmp.Diff(person, kept.people[id], cmpopts.IgnoreFields(peerwork.Person{}, "Refreshed")); diff != "" {
			t.Error(diff)
		}
		refused := p.refuse(id, false) != nil
		if want := id != sam; refused != want {
			t.Errorf("%s: refused %t, want %t", id, refused, want)
		}
	}
}

func TestSomebodyNewIsLookedUpInTheBackground(t *testing.T) {
	s := playground.New(crowd())
	_, err := s.Start("127.0.0.1:0")
	must(t, err)
	t.Cleanup(s.Close)
	p := newPeople(messengerTo(t, s), nil, quiet())
	if p.refuse("U9GUEST", false) != nil {
		t.Error("somebody not known yet was sent away")
	}
	if len(s.Calls("users.info")) != 0 {
		t.Error("Slack was asked while the person waited")
	}
	must(t, p.one(t.Context(), <-p.ask))
	if p.refuse("U9GUEST", false) == nil {
		t.Error("a guest was let in")
	}
	if p.refuse("U0NEW", true) == nil {
		t.Error("a stranger was let in")
	}
}

// Slack says who changed. Only what says something new is looked up, so that no late event makes a guest a member again.
func TestSomebodyWhoBecomesAGuestIsLookedUpAtOnce(t *testing.T) {
	b, _ := offline(t, handlers.Registry{})
	b.people.learn([]peerwork.Person{{ID: sam, Name: "sam", Timezone: "Europe/London", Refreshed: noon()}})
	for name, c := range map[string]struct {
		event string
		asks  peerwork.UserID
	}{
		"a guest now":            {`"type":"user_change","user":{"id":"` + sam + `","name":"sam","tz":"Europe/London","is_restricted":true}`, sam},
		"no longer here":         {`"type":"user_change","user":{"id":"` + sam + `","name":"sam","tz":"Europe/London","deleted":true}`, sam},
		"what cannot be read":    {`"type":"user_change","user":{"id":"` + sam + `","name":"sam","tz":"Europe/London","is_bot":"no"}`, sam},
		"somebody who joined":    {`"type":"team_join","user":{"id":"U0NEW","name":"new"}`, "U0NEW"},
		"another picture":        {`"type":"user_change","user":{"id":"` + sam + `","name":"sam","tz":"Europe/London","profile":{"status_text":"on a train"}}`, ""},
		"an id and nothing more": {`"type":"user_change","user":"` + sam + `"`, ""},
	} {
		e, err := readEvent([]byte(`{"type":"event_callback","team_id":"T01PLAY","event_id":"E1","event":{` + c.event + `}}`))
		must(t, err)
		b.take(b.fromEvent(e), func(answer json.RawMessage, _ bool) {
			if answer != nil {
				t.Errorf("%s: answered %s", name, answer)
			}
		})
		var asked peerwork.UserID
		select {
		case asked = <-b.people.ask:
		default:
		}
		if asked != c.asks {
			t.Errorf("%s: looks up %q, want %q", name, asked, c.asks)
		}
	}
}

func TestTheStoredCopyIsKnownBeforeAnythingIsHeard(t *testing.T) {
	kept := &shelf{people: map[peerwork.UserID]peerwork.Person{"U9GUEST": {ID: "U9GUEST", Guest: true}}}
	p := newPeople(&Messenger{}, kept, quiet())
	must(t, p.Load(t.Context()))
	if p.refuse("U9GUEST", false) == nil {
		t.Error("a guest was let in")
	}
}

func TestWhoIsChosenInAMenuIsLookedUpOnce(t *testing.T) {
	p := newPeople(nil, nil, quiet())
	p.learn([]peerwork.Person{{ID: sam}})
	p.meet(views.State{"b": {"one": slack.BlockAction{SelectedUser: "U9NEW"}, "many": slack.BlockAction{SelectedUsers: []string{sam}}, "none": slack.BlockAction{}}})
	if len(p.ask) != 1 || <-p.ask != "U9NEW" {
		t.Error("looked up somebody else")
	}
}

func TestMissing(t *testing.T) {
	s := playground.New(crowd())
	_, err := s.Start("127.0.0.1:0")
	must(t, err)
	t.Cleanup(s.Close)
	m := messengerTo(t, s)
	var found []string
	for _, id := range []string{sam, "U9GUEST", "U9GONE", "U9OTHER", "U9HELPER", "U0NOBODY", hq, "C04OUT", "C03PRV", "C0NOBODY"} {
		why, err := m.Missing(t.Context(), id, func(time.Duration) {})
		must(t, err)
		if why != "" {
			found = append(found, id)
		}
	}
	if want := []string{"U9GUEST", "U9GONE", "U9OTHER", "U9HELPER", "U0NOBODY", "C03PRV", "C0NOBODY"}; !slices.Equal(found, want) {
		t.Errorf("got %v, want %v", found, want)
	}
}

// A look-up waits where Slack says so, tells that it waits, and does not wait for ever.
func TestALookUpGivesUpInTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, err := NewMessenger(Connection{BotToken: "xoxb-test"}, Identity{Workspace: "T01PLAY"}, quiet())
		must(t, err)
		m.client = slack.New("xoxb-test", slack.OptionHTTPClient(&http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"30"}}, Body: http.NoBody}, nil
		})}))
		var waited time.Duration
		_, err = m.Missing(t.Context(), sam, func(d time.Duration) { waited += d })
		if !isCode(err, "rate_limited") || waited != limitedTimes*30*time.Second {
			t.Errorf("after %s: %v", waited, err)
		}
	})
}
