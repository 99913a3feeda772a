package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"handrail/config"
	"handrail/peerwork"
	"handrail/storage"
)

// A file never undoes in silence what was changed in Slack since it was written, and says who changed what.
func TestAStaleFileIsRefusedWithWhoChangedWhat(t *testing.T) {
	const ws peerwork.WorkspaceID = "T1"
	key := filepath.Join(t.TempDir(), "key")
	must(t, storage.NewKeyFile(key))
	keys, err := storage.LoadKeyring(key)
	must(t, err)
	store, err := storage.Open(t.Context(), storage.Options{URL: "sqlite:" + filepath.Join(t.TempDir(), "handrail.db"), Keys: keys})
	must(t, err)
	t.Cleanup(func() { store.Close() })
	must(t, store.SavePeople(t.Context(), ws, peerwork.Person{ID: "U0ADM", Name: "Robin"}, peerwork.Person{ID: "U0SUP", Name: "Ama"}, peerwork.Person{ID: "U01SAM", Name: "Sam"}))
	now := time.Date(2026, 11, 23, 10, 5, 0, 0, time.UTC)
	written := func(revision string, admins string) config.Teams {
		teams, err := config.ParseTeams("teams.yaml", []byte(revision+admins+
			"teams: [{id: riverside, name: Riverside, channel: C02SUP, line_managers: [U0MGR], workers: [{user: U01SAM}]}]\n"), teamRules())
		must(t, err)
		return teams
	}
	apply := func(teams config.Teams, force bool) error {
		before, err := store.Roster(t.Context(), ws)
		must(t, err)
		err = teams.Misfits("teams.yaml", before)
		if err == nil && !force {
			err = teamsApplyCmd{File: "teams.yaml"}.checkStale(&shell{ctx: t.Context()}, store, ws, teams, before)
		}
		if err == nil {
			must(t, store.SaveRoster(t.Context(), ws, before.Revision, teams.Into(before), "", now))
		}
		return err
	}
	must(t, apply(written("", "admins: [U0ADM]\n"), false))
	must(t, apply(written("", ""), false)) // nobody changed anything in Slack

	inSlack, err := store.Roster(t.Context(), ws)
	must(t, err)
	inSlack.Teams[0].Workers[0].Supervisor = "U0SUP"
	must(t, store.SaveRoster(t.Context(), ws, inSlack.Revision, inSlack, "U0ADM", now))
	for name, c := range map[string]struct {
		file config.Teams
		says []string
	}{
		"a file with an old revision":  {written("revision: 2\n", ""), []string{"revision 2, but the teams are at revision 3", "Robin made Ama the supervisor of Sam in Riverside, 23 November 10:05 UTC", "handrail teams export"}},
		"a file without a revision":    {written("", ""), []string{"no revision, and the teams were changed in Slack", "Robin made Ama the supervisor of Sam", "--force"}},
		"a file that leaves no admins": {written("revision: 3\n", "admins: []\n"), []string{"no admins"}},
	} {
		t.Run(name, func(t *testing.T) {
			err := apply(c.file, false)
			for _, want := range c.says {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("%q is not in %v", want, err)
				}
			}
		})
	}
	must(t, apply(written("revision: 3\n", ""), false))
	must(t, apply(written("revision: 1\n", ""), true))
}

func TestAFileKeepsToTheRuleOfSlacksForms(t *testing.T) {
	teams, err := config.ParseTeams("teams.yaml", []byte(`teams:
  - {id: riverside, name: Riverside, channel: C02SUP, line_managers: [], workers: []}
  - {id: meadow, name: " riverside ", channel: C02SUP, line_managers: [], workers: []}
`), teamRules())
	must(t, err)
	err = teams.Misfits("teams.yaml", peerwork.Roster{})
	for _, want := range []string{`teams.yaml:2: found the name of another team for the team "riverside"`, `teams.yaml:3: found the channel of another team for the team "meadow"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %v", want, err)
		}
	}
}
