package storage_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/storage"
)

// staysAfterDeleteAll are the columns in which somebody may be named after they deleted all of theirs, and why.
func staysAfterDeleteAll() map[string]string {
	return map[string]string{
		"people.user_id":                "Slack's own list of who is there",
		"members.user_id":               "the roster is the admins'",
		"members.supervisor":            "the roster is the admins'",
		"team_roles.user_id":            "the roster is the admins'",
		"admins.user_id":                "the roster is the admins'",
		"audit.by_user":                 "the log of who set up what is the organisation's",
		"audit.what":                    "the log of who set up what is the organisation's",
		"deliveries.recipient":          "a message that waits for them in a role they hold: waitsForARole looks at each",
		"receipts.viewer":               "it belongs to the note's author, who may know who read it",
		"agenda_receipts.viewer":        "it belongs to the line's author",
		"group_receipts.viewer":         "it belongs to the line's author",
		"sessions.supervisor":           "the session is the other worker's history",
		"sessions.recorded_by":          "the session is the other worker's history",
		"rhythms.supervisor":            "how often the other worker meets them",
		"actions.supervisor":            "what the other worker wrote down to be done",
		"agenda_items.named":            "whom the other worker's item is for",
		"soon_requests.supervisor":      "the other worker's wish to talk",
		"soon_requests.deputy":          "the other worker's wish to talk",
		"soon_requests.acknowledged_by": "the other worker's wish to talk",
	}
}

// TestDeleteAllLeavesNothingOfAPerson has two people do everything that makes a row about them, with each other in
// every role, has each delete all, and looks for them in every column of every table.
func TestDeleteAllLeavesNothingOfAPerson(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		both := []pw.UserID{sam, ama}
		each := aRoster()
		each.Teams[0].Workers = []pw.Member{{User: sam, Supervisor: ama}, {User: ama, Supervisor: sam}}
		saveRoster(t, s, each, monday.AddDate(0, -1, 0))
		refs := map[pw.UserID]pw.AuthorRef{}
		for i, u := range both {
			leavesRows(t, s, u, both[1-i])
			refs[u] = storage.AuthorRef(t.Context(), s, here, u)
		}
		whole := storage.ColumnsHolding(t.Context(), s, string(sam))
		for _, want := range []string{"authors.user_id", "preferences.user_id", "asked.audience", "deliveries.recipient", "deliveries.subject", "group_agendas.facilitator"} {
			if !slices.Contains(whole, want) {
				t.Errorf("%s names nobody before: the test shows little", want)
			}
		}
		for _, table := range storage.TablesOf(t.Context(), s, "author_ref") {
			if !slices.Contains(storage.ColumnsHolding(t.Context(), s, string(refs[sam])), table+".author_ref") {
				t.Errorf("%s holds nothing of anybody before: please write something into it here", table)
			}
		}
		for _, u := range both {
			must(t, s.DeleteAll(t.Context(), "", here, u, monday.AddDate(0, 0, 20)))
			for _, at := range storage.ColumnsHolding(t.Context(), s, string(refs[u])) {
				t.Errorf("%s still holds the reference of %s", at, u)
			}
			for _, at := range storage.ColumnsHolding(t.Context(), s, string(u)) {
				if staysAfterDeleteAll()[at] == "" {
					t.Errorf("%s still names %s", at, u)
				}
			}
			waitsForARole(t, s, u)
		}
		rest := map[string]int{}
		for _, table := range storage.TablesOf(t.Context(), s, "author_ref") {
			rest[table] = storage.CountRows(t.Context(), s, table)
		}
		maps.DeleteFunc(rest, func(_ string, n int) bool { return n == 0 })
		if diff := cmp.Diff(map[string]int{}, rest); diff != "" {
			t.Errorf("rows are left: %s", diff)
		}
	})
}

// waitsForARole sees that every message to somebody that is left waits to be sent, and is for a role they hold, not
// about what they wrote.
func waitsForARole(t *testing.T, s *storage.Store, u pw.UserID) {
	t.Helper()
	for _, at := range storage.DeliveriesTo(t.Context(), s, string(u)) {
		switch at {
		case "waiting soon", "waiting digest", "waiting new-pair", "waiting session-question":
		default:
			t.Errorf("a message to %s is left: %s", u, at)
		}
	}
}

// leavesRows has somebody do everything that makes a row about them.
func leavesRows(t *testing.T, s *storage.Store, u, other pw.UserID) {
	t.Helper()
	ctx, id := t.Context(), string(u)
	n := save(t, s, aNote(by(u), sharing, readBy(pw.SupervisorAndManager), func(n *pw.Note) { n.ID = pw.NoteID("note-of-" + id) }))
	_, _, err := s.OpenNote(ctx, here, other, n.ID, monday.Add(time.Minute))
	must(t, err)
	must(t, s.KeepDraft(ctx, "", aDraft("draft-"+id, monday, by(u))))
	must(t, s.SavePreferences(ctx, here, u, func(p *pw.Preferences) { p.PromptsOff = true }))
	must(t, s.RecordAsked(ctx, here, id, "r1-first", monday))
	must(t, s.SaveSoon(ctx, "", pw.SoonRequest{ID: string(n.ID), Workspace: here, Note: n.ID, Worker: u, Team: riverside, Week: "2026-W47", Supervisor: other, Asked: monday}))
	_, err = s.AcknowledgeSoon(ctx, "", here, string(n.ID), other, monday.Add(time.Hour), nothing)
	must(t, err)
	_, err = s.ReviseAgenda(ctx, "", here, u, monday, add(aLine("line-"+id, pw.Learning, "A line")))
	must(t, err)
	_, err = s.ReviseAgenda(ctx, "", here, u, monday, shareAll(monday))
	must(t, err)
	_, err = s.OpenLine(ctx, here, other, "line-"+id, monday.Add(time.Hour))
	must(t, err)
	leavesRowsOfAPair(t, s, u, other)
	must(t, s.AddGroupLine(ctx, "", here, groupLine("group-"+id, u, "For the group")))
	must(t, s.ShareGroupLine(ctx, "", here, u, "group-"+id, true, sam, monday))
	_, err = s.ReviseGroupAgenda(ctx, "", here, riverside, monday, func(g *pw.GroupAgenda) error {
		g.Facilitator = sam
		return nil
	})
	must(t, err)
	_, _, err = s.ReadGroupLines(ctx, here, other, riverside, monday.Add(time.Hour), 0, 10)
	must(t, err)
	leavesMessages(t, s, u, other)
}

func leavesRowsOfAPair(t *testing.T, s *storage.Store, u, other pw.UserID) {
	t.Helper()
	ctx := t.Context()
	p := pw.Pair{Team: riverside, Worker: u, Supervisor: other}
	must(t, func() error {
		_, err := s.SetRhythm(ctx, "", pw.SessionRhythm{Workspace: here, Pair: p, Weeks: 4, First: "2026-12-03", Clock: "14:00", Timezone: "Europe/London"}, u, monday)
		return err
	}())
	session, err := p.Plan(here, "2026-11-26T14:00", "Europe/London", monday)
	must(t, err)
	must(t, s.PlanSession(ctx, "", session, u, monday))
	session, err = s.ChangeSession(ctx, "", session.Seen(), u, monday, func(s *pw.Session) error { s.CoPrompt = "co-1"; return nil })
	must(t, err)
	for i, writer := range []pw.UserID{u, other} {
		_, err = s.WriteCoReflection(ctx, "", wrote(session, writer, "Before", 0, i == 0), monday)
		must(t, err)
		must(t, s.SaveAction(ctx, "", pw.Action{
			ID: "action-" + string(u) + string(writer), Workspace: here, Pair: p, Author: writer, For: pw.WorkerSide, What: "Ask", Made: monday, DeleteOn: monday.AddDate(0, 0, 90), Revision: 1,
		}))
	}
}

// leavesMessages has somebody be sent every kind of message, waiting, sent, given up or left, have asked for one in a
// channel, and others be told of them.
func leavesMessages(t *testing.T, s *storage.Store, u, other pw.UserID) {
	t.Helper()
	ctx := t.Context()
	sessions, err := s.Sessions(ctx, here, u, pw.SessionFilter{Pair: pw.Pair{Worker: u}})
	must(t, err)
	subjects := map[pw.DeliveryKind]string{
		pw.DeliverMemberPrompt: "r1-first", pw.DeliverPromptReminder: "r1-first", pw.DeliverExpiryReminder: "2026-W47", pw.DeliverSoonSent: "note-of-" + string(u),
		pw.DeliverSessionReminder: sessions[0].ID, pw.DeliverAgendaShared: sessions[0].ID, pw.DeliverSessionEnded: string(other),
	}
	for kind, subject := range subjects {
		d := pw.Delivery{ID: pw.NewID(), Workspace: here, Kind: kind, Recipient: string(u), Subject: subject, Due: monday}
		if kind == pw.DeliverExpiryReminder {
			d.Schedule, d.Nominal = string(kind), subject
		}
		must(t, s.Enqueue(ctx, d))
		must(t, s.Delivered(ctx, d.ID, monday, "D1", "1.1"))
	}
	for _, kind := range []pw.DeliveryKind{pw.DeliverMemberPrompt, pw.DeliverDigest, pw.DeliverSoon, pw.DeliverNewPair, pw.DeliverNotPosted} {
		for _, state := range []string{"parked", "skipped", "waiting"} {
			d := pw.Delivery{ID: pw.NewID(), Workspace: here, Kind: kind, Recipient: string(u), Subject: "another", Due: monday}
			must(t, s.Enqueue(ctx, d))
			switch state {
			case "parked":
				must(t, s.Park(ctx, d.ID, "user_disabled"))
			case "skipped":
				must(t, s.Skip(ctx, d.ID, "no longer useful"))
			}
		}
	}
	must(t, s.PutOutByHand(ctx, pw.Delivery{ID: pw.NewID(), Workspace: here, Kind: pw.DeliverGroupOpen, Recipient: "C02SUP", Team: riverside, Asker: u, Due: monday}, nil))
	must(t, s.Enqueue(ctx,
		pw.Delivery{ID: pw.NewID(), Workspace: here, Kind: pw.DeliverNewPair, Recipient: string(other), Subject: string(u), Due: monday},
		pw.Delivery{ID: pw.NewID(), Workspace: here, Kind: pw.DeliverSessionQuestion, Recipient: string(u), Subject: sessions[0].ID, Due: monday}))
}
