package scheduler

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"handrail/peerwork"
)

// wrote saves a note of that moment.
func (w *world) wrote(t *testing.T, by peerwork.UserID, at time.Time, keep int) peerwork.Note {
	t.Helper()
	n, err := w.store.SaveNote(t.Context(), "", peerwork.Note{
		ID: peerwork.NoteID(peerwork.NewID()), Workspace: ws, Author: by, Team: "riverside", Kind: peerwork.Reflection,
		Words: peerwork.Words{What: "zebrafinch"}, Created: at, Week: peerwork.WeekOf(at, time.UTC).String(), DeleteOn: at.AddDate(0, 0, keep),
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (w *world) prefer(t *testing.T, u peerwork.UserID, change func(*peerwork.Preferences)) {
	t.Helper()
	if err := w.store.SavePreferences(t.Context(), ws, u, change); err != nil {
		t.Fatal(err)
	}
}

// reminded are the reminders among what somebody was sent.
func (w *world) reminded(u peerwork.UserID) []string {
	var reminders []string
	for _, text := range w.post.to(string(u)) {
		if strings.Contains(text, "Words of yours go soon") {
			reminders = append(reminders, text)
		}
	}
	return reminders
}

// day is so many days after sunday, at an hour.
func day(n, hour int) time.Time {
	return time.Date(2026, time.November, 15+n, hour, 0, 0, 0, time.UTC)
}

func TestAReminderComesOnceAWeekBeforeWordsGo(t *testing.T) {
	w := newWorld(t, riverside())
	w.wrote(t, "USAM", day(-60, 11), 90) // Tuesday 15 December
	w.wrote(t, "USAM", day(-60, 12), 90)
	w.wrote(t, "USAM", day(-59, 10), 90)
	w.wrote(t, "UBEA", day(0, 9), 90)
	w.live(t, day(0, 12), day(23, 10)) // a week before, less an hour
	if got := w.reminded("USAM"); len(got) != 0 {
		t.Fatalf("too early: %v", got)
	}
	w.live(t, day(23, 10), day(40, 12))
	got := w.reminded("USAM")
	if len(got) != 1 {
		t.Fatalf("%d reminders: %v", len(got), got)
	}
	for _, want := range []string{"Tuesday 15 December 2026: 2 notes", "Wednesday 16 December 2026: 1 note", "Take a copy"} {
		if !strings.Contains(got[0], want) {
			t.Errorf("%q is not in:\n%s", want, got[0])
		}
	}
	if strings.Contains(strings.Join(w.post.sent, " "), "zebrafinch") {
		t.Error("a message holds words")
	}
	if got := w.reminded("UBEA"); len(got) != 0 {
		t.Errorf("somebody whose words stay was told %v", got)
	}
}

func TestRemindersKeepToTheirRules(t *testing.T) {
	for name, c := range map[string]struct {
		keep   int
		change func(*peerwork.Preferences)
		at     time.Time // when the words go
		want   []string  // when the reminder is sent
	}{
		"in the hours that are not quiet":     {90, nil, day(37, 5), []string{"2026-12-15 08:00"}},
		"not at a weekend":                    {90, nil, day(34, 11), []string{"2026-12-14 11:00"}},
		"not on a bank holiday":               {90, nil, day(47, 11), []string{"2026-12-29 11:00"}},
		"in one's own quiet hours":            {90, quietUntil(11), day(37, 5), []string{"2026-12-15 11:00"}},
		"in one's own time zone":              {90, func(p *peerwork.Preferences) { p.Timezone = "America/New_York" }, day(37, 5), []string{"2026-12-15 13:00"}},
		"not to somebody who switched it off": {90, func(p *peerwork.Preferences) { p.RemindersOff = true }, day(37, 11), nil},
		"before words go, though all days between are holidays": {
			7, func(p *peerwork.Preferences) { p.RetentionDays = 7 }, day(44, 6), []string{"2026-12-24 08:00"},
		},
		"at eight in summer, when the clocks went forward on the due day": {
			90, nil, time.Date(2028, time.April, 2, 5, 0, 0, 0, time.UTC), []string{"2028-03-27 07:00"},
		},
		"at eight in winter, when the clocks went back on the due day": {
			90, nil, time.Date(2026, time.November, 1, 5, 0, 0, 0, time.UTC), []string{"2026-10-26 08:00"},
		},
		"three days before to one who keeps words two weeks at most": {7, func(p *peerwork.Preferences) { p.RetentionDays = 7 }, day(10, 11), []string{"2026-11-23 11:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, riverside())
			if c.change != nil {
				w.prefer(t, "USAM", c.change)
			}
			w.wrote(t, "USAM", c.at.AddDate(0, 0, -c.keep), c.keep)
			var sent []string
			before := 0
			note := func(at time.Time) {
				if n := len(w.reminded("USAM")); n > before {
					before = n
					sent = append(sent, at.Format("2006-01-02 15:04"))
				}
			}
			for at := c.at.AddDate(0, 0, -9).Truncate(24 * time.Hour); at.Before(c.at); at = at.Add(time.Hour) {
				if err := w.Tick(t.Context(), at); err != nil {
					t.Fatal(err)
				}
				note(at)
			}
			if fmt.Sprint(sent) != fmt.Sprint(c.want) {
				t.Errorf("sent at %v, want %v", sent, c.want)
			}
		})
	}
}

// Who keeps words for seven days and writes every day hears of every note before it goes, twice a week at most.
func TestAShortTimeLeavesNoNoteUntold(t *testing.T) {
	w := newWorld(t, riverside())
	w.prefer(t, "USAM", func(p *peerwork.Preferences) { p.RetentionDays = 7 })
	var goes []time.Time
	told := map[string]bool{}
	weeks := 3
	for at := day(1, 9); at.Before(day(1+7*weeks, 9)); at = at.Add(time.Hour) {
		if at.Hour() == 20 {
			goes = append(goes, w.wrote(t, "USAM", at, 7).DeleteOn)
		}
		before := len(w.reminded("USAM"))
		if err := w.Tick(t.Context(), at); err != nil {
			t.Fatal(err)
		}
		for _, reminder := range w.reminded("USAM")[before:] {
			for _, on := range goes {
				if name := on.Format("Monday 2 January 2006"); strings.Contains(reminder, name+": 1 note") && at.Before(on) {
					told[name] = true
				}
			}
		}
	}
	for _, on := range goes {
		if name := on.Format("Monday 2 January 2006"); on.Before(day(7*weeks, 0)) && !told[name] {
			t.Errorf("nobody said that a note goes on %s", name)
		}
	}
	if n := len(w.reminded("USAM")); n > 2*weeks {
		t.Errorf("%d reminders in %d weeks", n, weeks)
	}
}

// A week in which very much goes is one message, with each day and its number.
func TestManyNotesOfOneWeekAreOneReminder(t *testing.T) {
	w := newWorld(t, riverside())
	for i := range 210 {
		w.wrote(t, "USAM", day(-61+i%7, 9).Add(time.Duration(i)*time.Minute), 90) // Monday 14 to Sunday 20 December
	}
	w.live(t, day(21, 12), day(36, 12))
	got := w.reminded("USAM")
	if len(got) != 1 {
		t.Fatalf("%d reminders", len(got))
	}
	for d := 29; d < 36; d++ {
		if want := day(d, 9).Format("Monday 2 January 2006") + ": 30 notes"; !strings.Contains(got[0], want) {
			t.Errorf("%q is not in:\n%s", want, got[0])
		}
	}
}

func quietUntil(hour int) func(*peerwork.Preferences) {
	return func(p *peerwork.Preferences) { p.QuietHours = &peerwork.QuietHours{From: 20 * 60, Until: hour * 60} }
}

func TestNoReminderOfWhatWasDeletedMeanwhile(t *testing.T) {
	w := newWorld(t, riverside())
	n := w.wrote(t, "USAM", day(-60, 5), 90) // due in quiet hours, sent at their end
	w.live(t, day(22, 20), day(23, 6))
	if err := w.store.DeleteNote(t.Context(), "", ws, "USAM", n.ID, day(23, 7)); err != nil {
		t.Fatal(err)
	}
	w.live(t, day(23, 7), day(25, 12))
	if got := w.reminded("USAM"); len(got) != 0 {
		t.Errorf("told %v", got)
	}
}

func TestTwoReplicasRemindOnce(t *testing.T) {
	w := newWorld(t, riverside())
	other := New(w.store, w.post, ourBank(t), w.log)
	w.wrote(t, "USAM", day(-60, 11), 90)
	for _, s := range []*Scheduler{w.Scheduler, other, w.Scheduler} {
		if err := s.Tick(t.Context(), day(23, 12)); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.reminded("USAM"); len(got) != 1 {
		t.Errorf("%d reminders", len(got))
	}
}
