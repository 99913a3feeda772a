package scheduler

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handrail/peerwork"
)

var samAndAma = peerwork.Pair{Team: "riverside", Worker: "USAM", Supervisor: "UAMA"}

// planned has Sam and Ama meet at a local time.
func (w *world) planned(t *testing.T, local string, now time.Time) peerwork.Session {
	t.Helper()
	s, err := samAndAma.Plan(ws, local, "Europe/London", now)
	if err == nil {
		err = w.store.PlanSession(t.Context(), "", s, "UAMA", now)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (w *world) change(t *testing.T, id string, now time.Time, change func(*peerwork.Session) error) peerwork.Session {
	t.Helper()
	was, err := w.store.Session(t.Context(), ws, "USAM", id)
	if err != nil {
		t.Fatal(err)
	}
	s, err := w.store.ChangeSession(t.Context(), "", was.Seen(), "UAMA", now, change)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// diary lives from one instant to another, and says what came when, in London time: "Mon 2 Nov 09:00 USAM reminder".
func (w *world) diary(t *testing.T, from, to time.Time) []string {
	t.Helper()
	var lines []string
	at, seen := from, len(w.post.sent)
	note := func() {
		w.post.mu.Lock()
		defer w.post.mu.Unlock()
		for _, sent := range w.post.sent[seen:] {
			if what := sessionMessage(sent); what != "" {
				who, _, _ := strings.Cut(sent, " ")
				lines = append(lines, at.In(londonTime()).Format("Mon 2 Jan 15:04 ")+who+" "+what)
			}
		}
		seen = len(w.post.sent)
	}
	err := w.Advance(t.Context(), from, to, func(next time.Time) { note(); at = next })
	if err != nil {
		t.Fatal(err)
	}
	note()
	slices.Sort(lines)
	return lines
}

func londonTime() *time.Location { return peerwork.FirstZone("Europe/London") }

func sessionMessage(text string) string {
	for mark, what := range map[string]string{
		"Your next supervision session": "reminder", "Did your supervision session take place?": "question", "is no longer your supervisor": "ended", "and no session is planned": "new pair",
	} {
		if strings.Contains(text, mark) {
			return what
		}
	}
	return ""
}

func (w *world) expectDiary(t *testing.T, from, to time.Time, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, w.diary(t, from, to)); diff != "" {
		t.Error(diff)
	}
}

func at(t *testing.T, local string) time.Time {
	t.Helper()
	when, err := peerwork.LocalAt(local, "Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func TestBothAreRemindedOnTheWorkingDayBeforeAndAskedOnceTheDayAfter(t *testing.T) {
	for _, c := range []struct {
		says, now, session, until string
		want                      []string
	}{
		{"an ordinary week", "2026-11-16T12:00", "2026-11-26T14:00", "2026-12-03T12:00",
			[]string{"Fri 27 Nov 10:00 UAMA question", "Fri 27 Nov 10:00 USAM question", "Wed 25 Nov 09:00 UAMA reminder", "Wed 25 Nov 09:00 USAM reminder"}},
		{"over a weekend", "2026-11-16T12:00", "2026-11-23T09:30", "2026-12-03T12:00",
			[]string{"Fri 20 Nov 09:00 UAMA reminder", "Fri 20 Nov 09:00 USAM reminder", "Tue 24 Nov 10:00 UAMA question", "Tue 24 Nov 10:00 USAM question"}},
		{"over Christmas", "2026-12-01T12:00", "2026-12-29T09:30", "2027-01-03T12:00",
			[]string{"Thu 24 Dec 09:00 UAMA reminder", "Thu 24 Dec 09:00 USAM reminder", "Wed 30 Dec 10:00 UAMA question", "Wed 30 Dec 10:00 USAM question"}},
		{"when the clocks go back in between", "2027-10-18T12:00", "2027-11-01T09:30", "2027-11-08T12:00",
			[]string{"Fri 29 Oct 09:00 UAMA reminder", "Fri 29 Oct 09:00 USAM reminder", "Tue 2 Nov 10:00 UAMA question", "Tue 2 Nov 10:00 USAM question"}},
		{"when the clocks go forward in between, after Good Friday and Easter Monday", "2027-03-08T12:00", "2027-03-30T09:30", "2027-04-05T12:00",
			[]string{"Thu 25 Mar 09:00 UAMA reminder", "Thu 25 Mar 09:00 USAM reminder", "Wed 31 Mar 10:00 UAMA question", "Wed 31 Mar 10:00 USAM question"}},
		{"planned too late to be reminded", "2026-11-25T15:00", "2026-11-26T14:00", "2026-12-03T12:00",
			[]string{"Fri 27 Nov 10:00 UAMA question", "Fri 27 Nov 10:00 USAM question"}},
		{"on a Friday", "2026-11-16T12:00", "2026-11-27T14:00", "2026-12-03T12:00",
			[]string{"Mon 30 Nov 10:00 UAMA question", "Mon 30 Nov 10:00 USAM question", "Thu 26 Nov 09:00 UAMA reminder", "Thu 26 Nov 09:00 USAM reminder"}},
	} {
		t.Run(c.says, func(t *testing.T) {
			w := newWorld(t, riverside())
			w.planned(t, c.session, at(t, c.now))
			w.expectDiary(t, at(t, c.now), at(t, c.until), c.want...)
		})
	}
}

func TestTheWorkersReminderHoldsAQuestionAndTheSupervisorsNone(t *testing.T) {
	w := newWorld(t, riverside())
	w.planned(t, "2026-11-26T14:00", sunday)
	w.diary(t, sunday, at(t, "2026-11-26T10:00"))
	for who, holds := range map[string]bool{"USAM": true, "UAMA": false} {
		for _, text := range w.post.to(who) {
			if sessionMessage(text) == "reminder" && strings.Contains(text, "A question to prepare with") != holds {
				t.Errorf("%s was told:\n%s", who, text)
			}
		}
	}
	asked, err := w.store.AskedOf(t.Context(), ws, "USAM", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	bank, err := w.banks.Of(t.Context(), ws)
	if err != nil {
		t.Fatal(err)
	}
	prepared := 0
	for _, a := range asked {
		if p, ok := bank.ByID(a.Prompt); ok && p.Format == "pre-supervision" {
			prepared++
		}
	}
	if prepared != 1 {
		t.Errorf("%d questions are recorded as asked: %v", prepared, asked)
	}
}

func TestWhoWantsNoQuestionsIsRemindedWithoutOne(t *testing.T) {
	w := newWorld(t, riverside())
	w.prefer(t, "USAM", func(p *peerwork.Preferences) { p.PromptsOff = true })
	w.planned(t, "2026-11-26T14:00", sunday)
	w.diary(t, sunday, at(t, "2026-11-26T10:00"))
	for _, text := range w.post.to("USAM") {
		if strings.Contains(text, "prepare") {
			t.Errorf("asked all the same:\n%s", text)
		}
	}
}

func TestAMovedSessionIsRemindedOfItsNewTimeOnly(t *testing.T) {
	move := func(to string, now time.Time) func(*peerwork.Session) error {
		return func(s *peerwork.Session) error { return s.Move(to, now) }
	}
	t.Run("moved between reminder and session", func(t *testing.T) {
		w := newWorld(t, riverside())
		s := w.planned(t, "2026-11-26T14:00", sunday)
		between := at(t, "2026-11-25T12:00")
		w.expectDiary(t, sunday, between, "Wed 25 Nov 09:00 UAMA reminder", "Wed 25 Nov 09:00 USAM reminder")
		w.change(t, s.ID, between, move("2026-12-01T11:00", between))
		w.expectDiary(t, between, at(t, "2026-12-08T12:00"),
			"Mon 30 Nov 09:00 UAMA reminder", "Mon 30 Nov 09:00 USAM reminder", "Wed 2 Dec 10:00 UAMA question", "Wed 2 Dec 10:00 USAM question")
	})
	t.Run("moved there and back before the reminder, after it was put out", func(t *testing.T) {
		w := newWorld(t, riverside())
		s := w.planned(t, "2026-11-26T14:00", sunday)
		before := at(t, "2026-11-24T12:00")
		w.expectDiary(t, sunday, before)
		w.change(t, s.ID, before, move("2026-12-03T14:00", before))
		w.change(t, s.ID, before, move("2026-11-26T14:00", before))
		w.expectDiary(t, before, at(t, "2026-12-08T12:00"),
			"Fri 27 Nov 10:00 UAMA question", "Fri 27 Nov 10:00 USAM question", "Wed 25 Nov 09:00 UAMA reminder", "Wed 25 Nov 09:00 USAM reminder")
	})
}

func TestNobodyIsAskedAboutASessionThatIsRecorded(t *testing.T) {
	w := newWorld(t, riverside())
	s := w.planned(t, "2026-11-26T14:00", sunday)
	after := at(t, "2026-11-26T15:00")
	w.diary(t, sunday, after)
	w.change(t, s.ID, after, func(s *peerwork.Session) error { return s.Record(peerwork.SessionHeld, "", "UAMA", after) })
	w.expectDiary(t, after, at(t, "2026-12-08T12:00"))
}

func TestNobodyIsToldWhoLeftOrIsAway(t *testing.T) {
	for says, c := range map[string]struct {
		change func(*testing.T, *world)
		want   []string
	}{
		"on leave over it": {func(t *testing.T, w *world) {
			w.prefer(t, "UAMA", func(p *peerwork.Preferences) {
				p.Leave = peerwork.Leave{From: at(t, "2026-11-24T00:00"), Until: at(t, "2026-12-01T00:00")}
			})
		}, []string{"Fri 27 Nov 10:00 USAM question", "Wed 25 Nov 09:00 USAM reminder"}},
		"deactivated in Slack": {func(t *testing.T, w *world) {
			if err := w.store.SavePeople(t.Context(), ws, peerwork.Person{ID: "USAM", Name: "Sam", Deactivated: true}); err != nil {
				t.Fatal(err)
			}
		}, []string{"Fri 27 Nov 10:00 UAMA question", "Wed 25 Nov 09:00 UAMA reminder"}},
		"somebody else supervises": {func(t *testing.T, w *world) {
			r := riverside()
			r.Teams[0].Workers[0].Supervisor = "UNEL"
			if err := w.store.SaveRoster(t.Context(), ws, -1, r, "UADMIN", at(t, "2026-11-24T12:00")); err != nil {
				t.Fatal(err)
			}
		}, []string{"Tue 24 Nov 12:00 UNEL new pair", "Tue 24 Nov 12:00 USAM ended"}},
		"nobody supervises, in the quiet hours": {func(t *testing.T, w *world) {
			r := riverside()
			r.Teams[0].Workers[0].Supervisor = ""
			if err := w.store.SaveRoster(t.Context(), ws, -1, r, "UADMIN", at(t, "2026-11-24T12:00")); err != nil {
				t.Fatal(err)
			}
			w.prefer(t, "USAM", func(p *peerwork.Preferences) { p.QuietHours = &peerwork.QuietHours{From: 11 * 60, Until: 17 * 60} })
		}, []string{"Tue 24 Nov 17:00 USAM ended"}},
		"the worker is in the team no more": {func(t *testing.T, w *world) {
			r := riverside()
			r.Teams[0].Workers = r.Teams[0].Workers[1:]
			if err := w.store.SaveRoster(t.Context(), ws, -1, r, "UADMIN", at(t, "2026-11-24T12:00")); err != nil {
				t.Fatal(err)
			}
		}, []string{"Tue 24 Nov 12:00 USAM ended"}},
	} {
		t.Run(says, func(t *testing.T) {
			w := newWorld(t, riverside())
			w.planned(t, "2026-11-26T14:00", sunday)
			w.planned(t, "2026-11-26T16:00", at(t, "2026-11-26T14:30").AddDate(0, 0, -12)) // a second one of the same pair
			before := at(t, "2026-11-24T12:00")
			w.diary(t, sunday, before)
			c.change(t, w)
			got := slices.Compact(w.diary(t, before, at(t, "2026-12-08T12:00")))
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestABotThatWasDownIsNotLateForWhatIsNoUse(t *testing.T) {
	w := newWorld(t, riverside())
	w.planned(t, "2026-11-26T14:00", sunday)
	back := at(t, "2026-11-26T12:00")
	if err := w.Tick(t.Context(), sunday); err != nil {
		t.Fatal(err)
	}
	w.expectDiary(t, back, at(t, "2026-11-26T13:00"), "Thu 26 Nov 12:00 UAMA reminder", "Thu 26 Nov 12:00 USAM reminder")
	again := newWorld(t, riverside())
	again.planned(t, "2026-11-26T14:00", sunday)
	again.expectDiary(t, at(t, "2026-12-02T12:00"), at(t, "2026-12-09T12:00"))
}

func TestTheOtherIsToldHowOftenTheyMeetAsItIsWhenSent(t *testing.T) {
	for name, c := range map[string]struct {
		meanwhile func(t *testing.T, w *world)
		want      []string
	}{
		"as it was set": {func(*testing.T, *world) {}, []string{"Every 4 weeks on Thursday, 14:00.", "Next session: Thursday 26 November 2026, 14:00."}},
		"ended meanwhile": {func(t *testing.T, w *world) {
			if err := w.store.DropRhythm(t.Context(), "", ws, samAndAma, "USAM", sunday); err != nil {
				t.Fatal(err)
			}
		}, []string{"Sessions are now planned one by one.", "Next session: Thursday 26 November 2026, 14:00."}},
		"no pair any more": {func(t *testing.T, w *world) {
			r := riverside()
			r.Teams[0].Workers[0].Supervisor = "UKIM"
			if err := w.store.SaveRoster(t.Context(), ws, -1, r, "UADMIN", sunday); err != nil {
				t.Fatal(err)
			}
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, riverside())
			r := peerwork.SessionRhythm{Workspace: ws, Pair: samAndAma, Weeks: 4, First: "2026-11-26", Clock: "14:00", Timezone: "Europe/London"}
			_, err := w.store.SetRhythm(t.Context(), "", r, "USAM", sunday, peerwork.Delivery{
				ID: "r1", Workspace: ws, Kind: peerwork.DeliverRhythm, Recipient: "UAMA", Team: "riverside", Subject: "USAM", Detail: "UAMA", Due: sunday,
			})
			if err != nil {
				t.Fatal(err)
			}
			c.meanwhile(t, w)
			w.live(t, sunday, sunday.Add(time.Hour))
			var told []string
			for _, text := range w.post.to("UAMA") {
				if strings.Contains(text, "changed how often you meet") {
					told = append(told, text)
				}
			}
			if len(told) != min(1, len(c.want)) {
				t.Fatalf("told %d times: %v", len(told), told)
			}
			for _, want := range c.want {
				if !strings.Contains(told[0], want) {
					t.Errorf("does not say %q: %s", want, told[0])
				}
			}
		})
	}
}

func TestReplicasPlanAndRemindOnce(t *testing.T) {
	w := newWorld(t, riverside())
	second := New(w.store, w.post, ourBank(t), w.log)
	r := peerwork.SessionRhythm{Workspace: ws, Pair: samAndAma, Weeks: 4, First: "2026-11-26", Clock: "14:00", Timezone: "Europe/London"}
	if _, err := w.store.SetRhythm(t.Context(), "", r, "USAM", sunday); err != nil {
		t.Fatal(err)
	}
	for now := sunday; now.Before(sunday.AddDate(0, 0, 64)); now = now.Add(3 * time.Hour) {
		var both sync.WaitGroup
		for _, s := range []*Scheduler{w.Scheduler, second} {
			both.Go(func() {
				if err := s.Tick(t.Context(), now); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
	}
	for _, who := range []string{"USAM", "UAMA"} {
		count := map[string]int{}
		for _, text := range w.post.to(who) {
			count[sessionMessage(text)]++
		}
		if count["reminder"] != 2 || count["question"] != 2 {
			t.Errorf("%s was sent %v", who, count)
		}
	}
	sessions, err := w.store.Sessions(t.Context(), ws, "USAM", peerwork.SessionFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var slots []string
	for _, s := range sessions {
		slots = append(slots, s.Slot)
	}
	if diff := cmp.Diff([]string{"2026-11-26", "2026-12-24", "2027-01-21"}, slots); diff != "" {
		t.Error(diff)
	}
}
