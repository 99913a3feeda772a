package peerwork_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
)

var (
	soonAsked  = time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC)
	soonPasses = soonAsked.Add(pw.SoonPatience)
)

// sams is a wish of Sam's to talk soon to Ama, with Dee as the deputy.
func sams(change func(*pw.SoonRequest)) pw.SoonRequest {
	r := pw.SoonRequest{ID: "s1", Worker: "SAM", Team: "riverside", Supervisor: "AMA", Deputy: "DEE", Asked: soonAsked, Passes: soonPasses}
	change(&r)
	return r
}

func asIs(*pw.SoonRequest) {}

func passed(r *pw.SoonRequest) { r.Passed, r.Passes = soonPasses, soonPasses.Add(pw.SoonPatience) }

func deputies(users ...pw.UserID) pw.Team {
	t := pw.Team{ID: "riverside"}
	for _, u := range users {
		t.Deputies = append(t.Deputies, pw.Held{User: u})
	}
	return t
}

func TestAWishToTalkSoonMovesOn(t *testing.T) {
	late := soonPasses.Add(pw.SoonPatience)
	for _, c := range []struct {
		name   string
		is     pw.SoonRequest
		deputy pw.UserID
		want   pw.SoonRequest
		asked  []pw.UserID
		inTime bool
	}{
		{"to the deputy, who has as long", sams(asIs), "DEE", sams(passed), []pw.UserID{"AMA", "DEE"}, true},
		{"to another deputy than was chosen", sams(asIs), "ELI",
			sams(func(r *pw.SoonRequest) { passed(r); r.Deputy = "ELI" }), []pw.UserID{"AMA", "ELI"}, true},
		{"to nobody where nobody is there", sams(asIs), "",
			sams(func(r *pw.SoonRequest) { r.Unanswered, r.Passes = soonPasses, time.Time{} }), []pw.UserID{"AMA"}, false},
		{"to nobody after the deputy, whoever else there is", sams(passed), "ELI",
			sams(func(r *pw.SoonRequest) { passed(r); r.Unanswered, r.Passes = late, time.Time{} }), []pw.UserID{"AMA", "DEE"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			now := c.is.Passes
			got := c.is.MovedOn(c.deputy, now, now.Add(pw.SoonPatience))
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(c.asked, got.WentTo()); d != "" {
				t.Errorf("who was asked: %s", d)
			}
			if got.InTime() != c.inTime {
				t.Errorf("an answer now is in time: %v", got.InTime())
			}
		})
	}
}

func TestNextDeputy(t *testing.T) {
	for _, c := range []struct {
		name string
		is   pw.SoonRequest
		team pw.Team
		away pw.UserID
		want pw.UserID
	}{
		{"is the one the worker chose", sams(func(r *pw.SoonRequest) { r.Deputy = "ELI" }), deputies("DEE", "ELI"), "", "ELI"},
		{"is the first who is there where the chosen one is away", sams(asIs), deputies("FAY", "DEE", "ELI"), "DEE", "FAY"},
		{"is another where the chosen one is a deputy no longer", sams(asIs), deputies("ELI"), "", "ELI"},
		{"is never the worker or whoever was asked", sams(asIs), deputies("SAM", "AMA"), "", ""},
		{"is nobody where the worker chose nobody", sams(func(r *pw.SoonRequest) { r.Deputy = "" }), deputies("DEE"), "", ""},
		{"is nobody where all are away", sams(asIs), deputies("DEE"), "DEE", ""},
		{"is nobody in a team without deputies", sams(asIs), deputies(), "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.team.NextDeputy(c.is, func(u pw.UserID) bool { return u != c.away }); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// soonRoster has Sam in two teams: supervised by Ama in riverside, which has deputies, and by Bo in hillside.
func soonRoster() pw.Roster {
	here := deputies("DEE", "AMA", "SAM")
	here.Workers = []pw.Member{{User: "SAM", Supervisor: "AMA"}, {User: "KIM", Supervisor: "DEE"}}
	there := pw.Team{ID: "hillside", Workers: []pw.Member{{User: "SAM", Supervisor: "BO"}}, Deputies: []pw.Held{{User: "GUS"}}}
	return pw.Roster{Teams: []pw.Team{there, here}}
}

func TestWhomAWorkerCanAsk(t *testing.T) {
	for _, c := range []struct {
		name   string
		worker pw.UserID
		team   pw.TeamID
		want   []pw.UserID
	}{
		{"the team's supervisor, their others, then the team's deputies; each once, and never themselves", "SAM", "riverside", []pw.UserID{"AMA", "BO", "DEE"}},
		{"in another team, its own", "SAM", "hillside", []pw.UserID{"BO", "AMA", "GUS"}},
		{"a supervisor who is the deputy, once", "KIM", "riverside", []pw.UserID{"DEE", "AMA", "SAM"}},
		{"their supervisors alone where the team is gone", "SAM", "gone", []pw.UserID{"BO", "AMA"}},
		{"nobody, for somebody of no team", "ZOE", "riverside", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, soonRoster().CanAsk(c.worker, c.team)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestWhoMayAnswer(t *testing.T) {
	for _, c := range []struct {
		name   string
		is     pw.SoonRequest
		change func(*pw.Roster)
		who    pw.UserID
		want   bool
	}{
		{"the supervisor", sams(asIs), func(*pw.Roster) {}, "AMA", true},
		{"the supervisor, after it has passed", sams(passed), func(*pw.Roster) {}, "AMA", true},
		{"the deputy, once it has passed", sams(passed), func(*pw.Roster) {}, "DEE", true},
		{"not the deputy before", sams(asIs), func(*pw.Roster) {}, "DEE", false},
		{"not somebody it never went to, whatever their role", sams(passed), func(*pw.Roster) {}, "BO", false},
		{"not the worker", sams(func(r *pw.SoonRequest) { passed(r); r.Deputy = "SAM" }), func(*pw.Roster) {}, "SAM", false},
		{"not a deputy who is one no longer", sams(passed), func(r *pw.Roster) { r.Teams[1].Deputies = nil }, "DEE", false},
		{"not a supervisor who is one no longer", sams(asIs), func(r *pw.Roster) {
			r.Teams[1].Workers, r.Teams[1].Deputies = nil, nil
		}, "AMA", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := soonRoster()
			c.change(&r)
			if got := r.MayAnswer(c.is, c.who); got != c.want {
				t.Errorf("may answer: %v", got)
			}
		})
	}
}
