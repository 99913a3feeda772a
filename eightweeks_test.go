package main

import (
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handrail/playground"
	"handrail/sample"
	"handrail/views"
)

var update = flag.Bool("update", false, "write the diary that eight weeks leave behind")

// TestEightWeeks lives eight weeks of Riverside by moving the playground's clock, and compares every message that
// Handrail sent with testdata/eight-weeks.golden: what should have come did, once, at its local time, and nothing else.
// The weeks hold Easter's two bank holidays and the change to summer time, on 28 March 2027.
func TestEightWeeks(t *testing.T) {
	w := weeksOf(t, "2027-02-18T16:30")

	// First week: Sam chooses that the agenda shares itself the working day before, and meets Ama on the 25th.
	w.sam.agendaSharesItself()
	w.until("2027-02-26T10:30")
	w.ama.recordsHeld("Sam")
	w.until("2027-03-01T10:30")
	w.person("U02PRI").recordsMissed("Ama", "ill")

	// Second week: Sam answers a question, asks to talk soon, and Ama sees it within the hour.
	w.until("2027-03-04T16:00")
	w.sam.answersTheQuestion()
	w.until("2027-03-05T11:00")
	w.sam.wantsToTalkSoon()
	w.until("2027-03-05T11:40")
	w.ama.hasSeenIt()

	// Third week: Ama does not answer Tom, and it passes to Carlos. Mick is on leave for two weeks.
	w.until("2027-03-08T09:15")
	w.person("U05MIC").isOnLeave("2027-03-08", "2027-03-19")
	w.until("2027-03-08T10:00")
	w.person("U03TOM").wantsToTalkSoon()
	w.until("2027-03-08T16:00")
	w.carlos.hasSeenIt()

	// Fourth week: Fatima asks on a Friday evening, out of hours, while the deputy is on leave: nobody is left to ask.
	w.until("2027-03-12T17:40")
	w.carlos.isOnLeave("2027-03-12", "2027-03-16")
	w.person("U04FAT").wantsToTalkSoon()
	w.until("2027-03-16T12:00")

	// Fifth week: the bot is down over Thursday's question, and catches up when it is back. Mick's leave ends.
	w.until("2027-03-18T15:00")
	w.botIsDownUntil("2027-03-18T17:10")
	w.until("2027-03-22T12:00")

	// Sixth week: Sam moves the session of the 25th to after the change to summer time. Friday is a bank holiday.
	w.until("2027-03-24T10:00")
	w.sam.movesTheSession("2027-04-01", "14:00")
	w.until("2027-03-29T12:00") // Easter Monday: nothing comes

	// Seventh week: the question and the digest come on Tuesday, and nobody records the session of the 1st.
	w.until("2027-04-02T12:00")
	w.until("2027-04-06T12:00")

	// Eighth week, as ever.
	w.until("2027-04-15T16:30")

	w.matches("testdata/eight-weeks.golden")
}

// weeks are a playground whose clock is moved on.
type weeks struct {
	t                *testing.T
	p                *playing
	folder           string
	log              *slog.Logger
	sam, ama, carlos someone
}

// someone is a person in those weeks.
type someone struct {
	*playground.Actor
	w *weeks
}

func weeksOf(t *testing.T, start string) *weeks {
	t.Helper()
	w := &weeks{t: t, folder: t.TempDir(), log: slog.New(slog.DiscardHandler)}
	p, err := startPlaygroundAt(t.Context(), londonTime(t, start), "127.0.0.1:0", w.folder, seed, w.log)
	must(t, err)
	w.p = p
	t.Cleanup(func() { w.p.stop() })
	w.sam, w.ama, w.carlos = w.person("U01SAM"), w.person("U0SUP"), w.person("U0SUQ")
	return w
}

func londonTime(t *testing.T, local string) time.Time {
	t.Helper()
	london, err := time.LoadLocation("Europe/London")
	must(t, err)
	at, err := time.ParseInLocation("2006-01-02T15:04", local, london)
	must(t, err)
	return at
}

func (w *weeks) person(id string) someone { return someone{w.p.slack.As(id), w} }

func (w *weeks) until(local string) {
	w.t.Helper()
	must(w.t, w.p.slack.Advance(w.t.Context(), londonTime(w.t, local)))
}

// botIsDownUntil stops the bot, lets Slack go on alone, and starts the bot again on the same database.
func (w *weeks) botIsDownUntil(local string) {
	w.t.Helper()
	w.p.halt()
	must(w.t, w.p.slack.SetClock(londonTime(w.t, local)))
	store, fresh, err := openPlaygroundStore(w.t.Context(), w.folder, w.log)
	must(w.t, err)
	if fresh {
		w.t.Fatal("the database was not there any more")
	}
	w.p.store = store
	must(w.t, w.p.connect(w.t.Context(), w.log))
	must(w.t, w.p.slack.Advance(w.t.Context(), w.p.slack.Now().Add(time.Minute)))
}

// diary is every message that Handrail posted, a line each.
func (w *weeks) diary() string {
	london := londonTime(w.t, "2027-01-01T00:00").Location()
	var lines []string
	tell := func(where string, messages []playground.Message) {
		for _, m := range messages {
			if m.Ephemeral || m.User != "U0BOT" {
				continue
			}
			at, err := time.Parse(time.RFC3339, m.Time)
			must(w.t, err)
			lines = append(lines, fmt.Sprintf("%s  %-9s %s", at.In(london).Format("2006-01-02 Mon 15:04"), where, inShort(m.Text)))
		}
	}
	for _, p := range sample.People() {
		as := w.person(p.ID)
		tell(p.Name, as.Messages(as.DM()))
	}
	tell("riverside", w.sam.Messages(sample.Riverside))
	tell("meadow", w.person("U11IVY").Messages(sample.Meadow))
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n"
}

// inShort is a message's beginning: enough to tell which it is, and no question's wording.
func inShort(text string) string {
	lines := strings.Split(text, "\n")
	switch short := lines[0]; {
	case strings.HasPrefix(short, "What ") && len(lines) > 1:
		return short + ". " + lines[1]
	case strings.HasPrefix(short, "Your next supervision session") && len(lines) > 1:
		return short + ". " + lines[1]
	default:
		return short
	}
}

func (w *weeks) matches(golden string) {
	w.t.Helper()
	if faults := w.p.slack.Faults(); len(faults) > 0 {
		w.t.Errorf("Slack would not have shown: %v", faults)
	}
	got := w.diary()
	if *update {
		must(w.t, os.WriteFile(filepath.FromSlash(golden), []byte(got), 0o600))
	}
	want, err := os.ReadFile(filepath.FromSlash(golden))
	must(w.t, err)
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		w.t.Errorf("the diary is another than the golden one (-want +got):\n%s", diff)
	}
}

// message is the newest that has the words, in somebody's conversation with Handrail.
func (s someone) message(words string) playground.Message {
	s.w.t.Helper()
	m, err := s.WaitMessage(s.DM(), words)
	must(s.w.t, err)
	return m
}

// opens presses a button and returns the form that it leads to.
func (s someone) opens(on playground.Surface, name, form string) playground.View {
	s.w.t.Helper()
	must(s.w.t, s.Click(on, action(s.w.t, on, name)))
	v, err := s.WaitModal(form)
	must(s.w.t, err)
	return v
}

func (s someone) submits(v playground.View, values playground.Values) {
	s.w.t.Helper()
	must(s.w.t, s.Submit(v, values))
	if left, open := s.Modal(); open {
		must(s.w.t, s.CloseAll(left))
	}
	must(s.w.t, s.WaitClosed())
}

func (s someone) agendaSharesItself() {
	s.w.t.Helper()
	must(s.w.t, s.Command(s.DM(), "/supervision"))
	agenda := s.opens(s.message("My agenda"), views.ActAgenda, views.FormAgenda)
	look := s.opens(agenda, views.ActAgendaItself+":on", views.FormAgenda)
	must(s.w.t, s.Wait("what sharing by itself means", func() bool {
		look, _ = s.Modal()
		return look.Has("Share by itself from now on")
	}))
	must(s.w.t, s.Click(look, action(s.w.t, look, views.ActAgendaItself+":yes")))
	must(s.w.t, s.Wait("the agenda that shares itself", func() bool {
		now, _ := s.Modal()
		return now.Has("Turn this off")
	}))
	now, _ := s.Modal()
	must(s.w.t, s.CloseAll(now))
}

// asked is the question after a session with somebody.
func (s someone) asked(with string) playground.Message {
	s.w.t.Helper()
	return s.message("Did your supervision session take place? With: " + with)
}

func (s someone) recordsHeld(with string) {
	s.w.t.Helper()
	m := s.asked(with)
	must(s.w.t, s.Click(m, action(s.w.t, m, views.ActHeldSession)))
}

func (s someone) recordsMissed(with, why string) {
	s.w.t.Helper()
	form := s.opens(s.asked(with), views.ActMissedSession, views.FormMissed)
	s.submits(form, playground.Values{views.BoxMissedWhy: why})
}

func (s someone) movesTheSession(day, clock string) {
	s.w.t.Helper()
	form := s.opens(s.message("Your next supervision session"), views.ActMoveSession, views.FormSession)
	s.submits(form, playground.Values{views.BoxSessionDay: day, views.BoxSessionTime: clock})
}

func (s someone) answersTheQuestion() {
	s.w.t.Helper()
	form := s.opens(s.message("A question for you"), views.ActWritePrompt, views.FormNote)
	s.submits(form, playground.Values{"what": "I waited, and then they talked."})
}

// wantsToTalkSoon keeps a boundary question, and sends the message that is shown before it goes.
func (s someone) wantsToTalkSoon() {
	s.w.t.Helper()
	must(s.w.t, s.Command(s.DM(), "/boundary They asked for my number."))
	m := s.message("Saved.")
	must(s.w.t, s.Click(m, action(s.w.t, m, views.ActTalk), "soon"))
	preview := s.message("Shall we send this")
	must(s.w.t, s.Click(preview, action(s.w.t, preview, views.ActSendSoon)))
	s.message("Your message has gone to")
}

func (s someone) hasSeenIt() {
	s.w.t.Helper()
	m := s.message("would like to talk with you")
	must(s.w.t, s.Click(m, action(s.w.t, m, views.ActSoonSeen)))
	s.message("You have seen this")
}

func (s someone) isOnLeave(from, until string) {
	s.w.t.Helper()
	must(s.w.t, s.Command(s.DM(), "/handrail settings"))
	settings, err := s.WaitModal(views.FormSettings)
	must(s.w.t, err)
	hours := s.opens(settings, views.ActHours, views.FormHours)
	s.submits(hours, playground.Values{views.BoxLeaveFrom: from, views.BoxLeaveUntil: until})
}
