package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
	"handrail/views"
)

// How old the copy of people may grow, where Slack did not tell of a change itself: everybody is asked after once an
// hour, page by page (users.list allows some twenty calls a minute, https://docs.slack.dev/apis/web-api/rate-limits), and
// what another replica learned is read every minute.
const (
	refreshEvery = time.Hour
	loadEvery    = time.Minute
)

// PeopleStore keeps the copy of who is who.
type PeopleStore interface {
	AllPeople(ctx context.Context, ws peerwork.WorkspaceID) ([]peerwork.Person, error)
	SavePeople(ctx context.Context, ws peerwork.WorkspaceID, people ...peerwork.Person) error
}

// People is the bot's copy of who is who: a guest, a stranger, a bot, deactivated, and in which time zone. It is
// read from memory when somebody does something, and refreshed from Slack in the background.
type People struct {
	messenger *Messenger
	store     PeopleStore
	log       *slog.Logger
	ask       chan peerwork.UserID

	mu   sync.RWMutex
	byID map[peerwork.UserID]peerwork.Person
}

func newPeople(m *Messenger, store PeopleStore, log *slog.Logger) *People {
	return &People{messenger: m, store: store, log: log, ask: make(chan peerwork.UserID, 100), byID: map[peerwork.UserID]peerwork.Person{}}
}

// refuse returns the polite no for somebody who may not use Handrail, or nil. Somebody not known yet may, when Slack
// says they belong to this workspace; they are looked up in the background.
func (p *People) refuse(u peerwork.UserID, stranger bool) *views.Message {
	p.mu.RLock()
	person, known := p.byID[u]
	p.mu.RUnlock()
	if !known && !stranger {
		p.lookUp(u)
	}
	if stranger || person.Guest || person.Stranger || person.Bot || person.Deactivated {
		return &views.Message{Text: notForYou}
	}
	return nil
}

// meet looks up those whom somebody chose in a menu of people and who are not known yet: they joined the workspace since
// the last refresh, or belong to another one.
func (p *People) meet(s views.State) {
	for _, block := range s {
		for _, box := range block {
			for _, u := range append(box.SelectedUsers, box.SelectedUser) {
				if u != "" && !p.knows(peerwork.UserID(u)) {
					p.lookUp(peerwork.UserID(u))
				}
			}
		}
	}
}

func (p *People) knows(u peerwork.UserID) bool {
	p.mu.RLock()
	defer p.mu.RUnlock()
	_, known := p.byID[u]
	return known
}

func (p *People) lookUp(u peerwork.UserID) {
	select {
	case p.ask <- u:
	default: // enough are waiting; the next request asks again
	}
}

// heard is told what Slack says of somebody who changed or joined. Such events may come late and out of order: where
// one says something new, the person is looked up.
func (p *People) heard(u slack.User) {
	p.mu.RLock()
	was, known := p.byID[peerwork.UserID(u.ID)]
	p.mu.RUnlock()
	now := personOf(u, p.messenger.identity, was.Refreshed)
	if !known || now != was {
		p.lookUp(now.ID)
	}
}

// Run refreshes the copy every hour, and looks up people as they turn up or change, until the context ends.
func (p *People) Run(ctx context.Context) {
	p.try(ctx, "refresh people", p.Refresh)
	refresh, load := time.NewTicker(refreshEvery), time.NewTicker(loadEvery)
	defer refresh.Stop()
	defer load.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-refresh.C:
			p.try(ctx, "refresh people", p.Refresh)
		case <-load.C:
			p.try(ctx, "load people", p.Load)
		case u := <-p.ask:
			p.try(ctx, "look a person up", func(ctx context.Context) error { return p.one(ctx, u) })
		}
	}
}

func (p *People) try(ctx context.Context, what string, do func(context.Context) error) {
	defer func() {
		if r := recover(); r != nil {
			p.log.Error("the copy of people broke off", "where", panicSite())
		}
	}()
	if err := do(ctx); err != nil && ctx.Err() == nil {
		p.log.Warn("could not "+what, "error", err)
	}
}

// Load reads the stored copy. It comes before anything is listened to: who is gone is then known from the first request.
func (p *People) Load(ctx context.Context) error {
	if p.store == nil {
		return nil
	}
	people, err := p.store.AllPeople(ctx, p.messenger.identity.Workspace)
	if err != nil {
		return fmt.Errorf("read people: %w", err)
	}
	p.learn(people)
	return nil
}

func (p *People) learn(people []peerwork.Person) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, person := range people {
		p.byID[person.ID] = person
	}
}

// Refresh reads everybody from Slack, page by page, and keeps them.
func (p *People) Refresh(ctx context.Context) error {
	pages := p.messenger.client.GetUsersPaginated(slack.GetUsersOptionLimit(200))
	for {
		next, err := pages.Next(ctx)
		if next.Done(err) {
			return nil
		}
		var limited *slack.RateLimitedError
		if errors.As(err, &limited) {
			if !pause(ctx, limited.RetryAfter) {
				return ctx.Err()
			}
			continue
		}
		if err != nil {
			return fmt.Errorf("list users: %w", fault(err))
		}
		pages = next
		if err := p.keep(ctx, next.Users); err != nil {
			return err
		}
	}
}

func (p *People) one(ctx context.Context, u peerwork.UserID) error {
	user, err := p.messenger.client.GetUserInfoContext(ctx, string(u))
	if err != nil {
		return fmt.Errorf("look up user: %w", fault(err))
	}
	return p.keep(ctx, []slack.User{*user})
}

func (p *People) keep(ctx context.Context, users []slack.User) error {
	now := time.Now()
	people := make([]peerwork.Person, 0, len(users))
	for _, u := range users {
		people = append(people, personOf(u, p.messenger.identity, now))
	}
	p.learn(people)
	if p.store == nil || len(people) == 0 {
		return nil
	}
	if err := p.store.SavePeople(ctx, p.messenger.identity.Workspace, people...); err != nil {
		return fmt.Errorf("save people: %w", err)
	}
	return nil
}

func personOf(u slack.User, id Identity, now time.Time) peerwork.Person {
	name := u.Profile.DisplayName
	for _, other := range []string{u.Profile.RealName, u.RealName, u.Name, u.ID} {
		name = cmp.Or(name, other)
	}
	return peerwork.Person{
		ID: peerwork.UserID(u.ID), Name: name, Timezone: u.TZ,
		Guest:       u.IsRestricted || u.IsUltraRestricted,
		Stranger:    u.IsStranger || u.TeamID != "" && u.TeamID != string(id.Workspace) && u.Enterprise.ID == "",
		Bot:         u.IsBot || u.ID == "USLACKBOT",
		Deactivated: u.Deleted,
		SlackAdmin:  u.IsAdmin || u.IsOwner || u.IsPrimaryOwner,
		Refreshed:   now,
	}
}

func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
