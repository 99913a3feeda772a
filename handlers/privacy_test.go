package handlers_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"handrail/handlers"
	"handrail/mask"
	pw "handrail/peerwork"
	"handrail/storage"
	"handrail/views"
)

// TestWordsReachOnlyWhomTheirAuthorLetIn lets people write, change their minds, take roles and lose them, and has
// everybody try everything on every note meanwhile: each handler of the registry and each query of storage. Who may
// see what is ruled here, from what happened, and not by peerwork.
func TestWordsReachOnlyWhomTheirAuthorLetIn(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { everybodyTriesEverything(t, openStore(t), 12) })
	t.Run("PostgreSQL", func(t *testing.T) { everybodyTriesEverything(t, openPostgres(t), 4) })
}

// atMost runs a property that many times, however many rapid asks for; a failure is still made small.
func atMost(runs int, property func(*rapid.T)) func(*rapid.T) {
	failed := false
	return func(t *rapid.T) {
		if runs--; runs < 0 && !failed {
			return
		}
		passed := false
		defer func() { failed = failed || !passed }()
		property(t)
		passed = true
	}
}

func everybodyTriesEverything(t *testing.T, store *storage.Store, runs int) {
	all := registryOn(t, store)
	plays := &tour{tried: map[string]int{}, opened: map[pw.Role]int{}}
	rapid.Check(t, atMost(runs, func(rt *rapid.T) {
		s := newStage(t, rt, store, all, plays)
		s.play()
		plays.elsewhere = tail(append(plays.elsewhere, s.secrets...), 3)
	}))
	if t.Failed() {
		return
	}
	t.Logf("opened as %v", plays.opened)
	for _, role := range []pw.Role{pw.RoleSupervisor, pw.RoleManager} {
		if plays.opened[role] < runs/4 {
			t.Errorf("as %s only %d notes were opened in %d plays: the test proves little", role, plays.opened[role], runs)
		}
	}
	for _, name := range namesIn(all) {
		if plays.tried[name] == 0 {
			t.Errorf("nobody tried %q", name)
		}
	}
}

// tour is what goes on from one play to the next.
type tour struct {
	tried     map[string]int
	opened    map[pw.Role]int
	written   int
	elsewhere []*secret // of workspaces before: none of it may ever be seen
}

func tail[T any](all []T, most int) []T { return all[max(0, len(all)-most):] }

func registryOn(t testing.TB, store *storage.Store) handlers.Registry {
	t.Helper()
	return handlers.New(handlers.Dependencies{
		Store: store, Suggester: ourSuggester(t), Masker: mask.New(), Bank: ourBank(t), Signpost: views.DefaultSignpost(), OpenTime: time.Minute,
	})
}

func namesIn(all handlers.Registry) []string {
	var names []string
	for _, c := range all.Commands {
		names = append(names, c.Name)
	}
	for _, s := range all.Shortcuts {
		names = append(names, s.CallbackID)
	}
	names = append(names, slices.Collect(maps.Keys(all.Actions))...)
	names = append(names, slices.Collect(maps.Keys(all.Forms))...)
	slices.Sort(names)
	return append(names, "home", "direct")
}

// play is one run.
func (s *stage) play() {
	s.usually("U01SAM", "2")
	s.usually("U02LEE", s.wider())
	s.write("U01SAM")
	s.write("U02LEE")
	for range rapid.IntRange(4, 9).Draw(s.rt, "steps") {
		switch rapid.IntRange(0, 9).Draw(s.rt, "what happens") {
		case 0, 1, 2:
			s.write(pick(s, cast(), "author"))
		case 3, 4:
			s.changeRoles()
		case 5, 6, 7:
			s.changeMind()
		case 8:
			s.wait()
		}
		s.tryEverything(pick(s, cast(), "viewer"))
	}
	for _, viewer := range cast() {
		for _, n := range s.secrets {
			s.act(viewer, views.Action(views.ActSoonSeen, string(n.id)))
		}
		s.ask(viewer)
		s.honest(viewer)
	}
	s.receiptsAreWhole()
	s.outbox()
}
