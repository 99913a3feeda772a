package mydata_test

import (
	"encoding/json"
	"flag"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"handrail/mydata"
	"handrail/peerwork"
)

var update = flag.Bool("update", false, "write the golden files anew")

const (
	hostile = `</p><script>alert(1)</script><img src=x onerror=alert(2)> & "quoted" 'so' {{.Made}} =1+1`
	arabic  = "تحدثنا اليوم"
)

func TestCopiesAreDrawnAsTheirGoldenFiles(t *testing.T) {
	for name, c := range map[string]mydata.Copy{"empty": empty(t), "many": many(t), "hostile": written(t, hostile)} {
		for ending, draw := range map[string]func(mydata.Copy) ([]byte, error){"html": mydata.HTML, "json": mydata.JSON} {
			t.Run(name+" as "+ending, func(t *testing.T) {
				got, err := draw(c)
				must(t, err)
				file := filepath.Join("testdata", name+"."+ending)
				if *update {
					must(t, os.WriteFile(file, got, 0o644))
				}
				want, err := os.ReadFile(file)
				must(t, err)
				if diff := cmp.Diff(string(want), string(got)); diff != "" {
					t.Errorf("-golden +drawn (after a look: make golden)\n%s", diff)
				}
			})
		}
	}
}

func TestWhateverPeopleWroteDoesNothingInThePage(t *testing.T) {
	page, err := mydata.HTML(written(t, hostile))
	must(t, err)
	for _, live := range []string{"<script", "<img", "onerror=alert(2)>", "<iframe", "javascript:"} {
		if strings.Contains(string(page), live) {
			t.Errorf("the page holds %q", live)
		}
	}
	outside := regexp.MustCompile(`(?i)(src|href|url\()\s*=?\s*["']?(https?:)?//`)
	if found := outside.Find(page); found != nil {
		t.Errorf("the page fetches %s", found)
	}
}

func TestTheJSONIsReadBackWhole(t *testing.T) {
	file, err := mydata.JSON(written(t, hostile+arabic+"\u2028\x00"))
	must(t, err)
	var read struct {
		Notes []struct {
			Words peerwork.Words
		}
	}
	must(t, json.Unmarshal(file, &read))
	if len(read.Notes) != 1 || read.Notes[0].Words.What != hostile+arabic+"\u2028\x00" {
		t.Errorf("read %+v", read)
	}
}

func TestTheFilesAreNamedByTheDayInThePersonsZone(t *testing.T) {
	c := empty(t)
	c.Made = time.Date(2026, time.July, 1, 23, 30, 0, 0, time.UTC)
	if got := c.FileName(); got != "handrail-copy-2026-07-02" {
		t.Error(got)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var monday = time.Date(2026, time.November, 16, 9, 30, 0, 0, time.UTC)

func empty(t *testing.T) mydata.Copy {
	t.Helper()
	london, ok := peerwork.Zone("Europe/London")
	if !ok {
		t.Fatal("no time zone data")
	}
	return mydata.Copy{Made: monday, Zone: london, Name: "Sam", Keep: 90, Backup: 35}
}

func written(t *testing.T, words string) mydata.Copy {
	t.Helper()
	c := empty(t)
	c.Name = words
	c.Notes = []mydata.Note{{
		Note: peerwork.Note{
			ID: "n1", Kind: peerwork.Reflection, Words: peerwork.Words{What: words, Why: words, Next: words}, Link: words,
			Talk: peerwork.NoNeed, Created: monday, Week: "2026-W47", DeleteOn: monday.AddDate(0, 0, 90), Revision: 1,
		},
		TeamName: words, Question: words, Readers: words, Opened: []mydata.Opened{{Name: words, As: "supervisor", At: monday}},
	}}
	c.Sessions = []mydata.Session{{At: monday, With: words, Team: words, Became: words, By: words}}
	c.Rhythms = []mydata.Rhythm{{With: words, Team: words, Often: words}}
	c.Actions = []mydata.Action{{What: words, For: words, With: words, Due: words, Made: monday, DeleteOn: monday}}
	c.Written = []mydata.Written{{Question: words, Words: peerwork.CoWords{Brought: words, Assumed: words, Try: words}, DeleteOn: monday}}
	c.Agenda = []mydata.Line{{Added: monday, DeleteOn: monday, Part: words, Words: words, For: words, Readers: words}}
	c.Settings = []mydata.Setting{{Name: words, Value: words}}
	c.Slack = mydata.Slack{Name: words, Timezone: words}
	c.Opened = []mydata.Trace{{Of: words, Name: words, Team: words, As: words, At: monday}}
	c.Asked = []mydata.SoonFrom{{Name: words, Asked: monday}}
	c.Recorded = []mydata.Logged{{At: monday, Said: words}}
	c.Teams = []mydata.Team{{Name: words, Role: "peer worker", Supervisor: words}}
	return c
}

func many(t *testing.T) mydata.Copy {
	t.Helper()
	c := empty(t)
	c.Notes = []mydata.Note{
		{
			Note: peerwork.Note{
				ID: "n2", Kind: peerwork.BoundaryQuestion, Words: peerwork.Words{What: "How much do I say?\n\nI am not sure.", Next: "Ask Ama."},
				Boundaries: []peerwork.BoundaryCode{"B1", "B10"}, Codes: []peerwork.Code{"R3"}, Talk: peerwork.Soon,
				ToSupervisorSince: monday, ToManagersSince: monday.Add(time.Hour), ShareThemes: true, Happened: monday.AddDate(0, 0, -1),
				Created: monday, Week: "2026-W47", DeleteOn: monday.AddDate(0, 0, 30), Revision: 3,
			},
			TeamName: "Riverside crisis house", Readers: "Ama, your supervisor, can read it.", Part: "Learning", For: "Carlos",
			Opened: []mydata.Opened{{Name: "Ama", As: "supervisor", At: monday.Add(2 * time.Hour)}, {Name: "Jo", As: "line manager", At: monday.Add(time.Hour)}},
		},
		{
			Note: peerwork.Note{
				ID: "n1", Kind: peerwork.Reflection, Words: peerwork.Words{What: arabic, Why: "It mattered."}, Codes: []peerwork.Code{"R1", "M1", "X"},
				Noticed: []peerwork.Noticed{"hope", "trust"}, Prompt: "r2-less-alone", Talk: peerwork.NoNeed,
				Created: monday.AddDate(0, -1, 0), Week: "2026-W42", DeleteOn: monday.AddDate(0, 2, 0), Revision: 1,
			},
			TeamName: "Riverside crisis house", Question: "What helped someone feel less alone with you this week?", Readers: "Only you can read it.",
		},
	}
	c.Group = []mydata.GroupLine{{
		Team: "Riverside crisis house", Words: hostile, State: "Shared with the group, without your name.", Added: monday, DeleteOn: monday.AddDate(0, 0, 90),
		Opened: []mydata.Opened{{Name: "Ama", As: "facilitator", At: monday.Add(time.Hour)}},
	}}
	c.Agenda = []mydata.Line{{
		Added: monday, DeleteOn: monday.AddDate(0, 0, 30), Part: "Learning", Words: "A course.", For: "Ama", Readers: "Only you can read it.",
		Shared: monday, Discussed: monday.AddDate(0, 0, 1), Opened: []mydata.Opened{{Name: "Ama", As: "supervisor", At: monday}},
	}}
	c.Drafts = []mydata.Draft{{
		Note: mydata.Note{
			Note: peerwork.Note{
				Kind: peerwork.Reflection, Words: peerwork.Words{What: "We sat by", Why: "It was quiet."}, Codes: []peerwork.Code{"E4"}, Noticed: []peerwork.Noticed{"hope"},
				Link: "https://riverside.slack.com/archives/C02SUP/p1", Happened: monday.AddDate(0, 0, -1), Talk: peerwork.NextSupervision, ShareThemes: true,
			},
			TeamName: "Riverside crisis house", Question: "What helped someone feel less alone with you this week?", Readers: "Ama, your supervisor, can read it.",
		},
		Begun: monday, Expires: monday.AddDate(0, 0, 1), Hidden: "We hid 1 phone number.", Changes: true, Message: true,
	}}
	c.Shared = []mydata.Shared{{Team: "Riverside crisis house", Week: "2026-W47", Code: "R3"}, {Team: "Riverside crisis house", Week: "2026-W30", Code: "E1", NoteGone: true}}
	c.Soon = []mydata.Soon{
		{Supervisor: "Ama", Team: "Riverside crisis house", Note: monday.AddDate(0, 0, -1), Deputy: "Carlos", Asked: monday, Passes: monday.Add(4 * time.Hour)},
		{Supervisor: "Ama", Asked: monday.AddDate(0, 0, -8), Unanswered: monday.AddDate(0, 0, -7)},
		{Supervisor: "Ama", Deputy: "Carlos", Asked: monday.AddDate(0, 0, -7), Passed: monday.AddDate(0, 0, -6), Seen: monday.AddDate(0, 0, -6), SeenBy: "Carlos"},
	}
	c.Counted = []mydata.SoonCount{{Week: "2026-W46", Answered: peerwork.SoonAnsweredInTime, Passed: true}, {Week: "2026-W47"}}
	c.Sessions = []mydata.Session{
		{At: monday.AddDate(0, 0, 10), With: "Ama", Team: "Riverside crisis house", Became: "planned"},
		{At: monday.AddDate(0, 0, -18), With: "Ama", Team: "Riverside crisis house", Became: "missed: somebody was ill", By: "You", Recorded: monday},
	}
	c.Rhythms = []mydata.Rhythm{{With: "Ama", Team: "Riverside crisis house", Often: "Every 4 weeks on Thursday, 14:00."}}
	c.Actions = []mydata.Action{
		{What: "Ask who has the keys.", For: "Ama", With: "Ama", Due: "2026-12-10", Made: monday, Done: monday.AddDate(0, 0, 1), Opened: monday.AddDate(0, 0, 1), DeleteOn: monday.AddDate(0, 0, 90)},
		{What: "Read the leaflet.", For: "you", With: "Ama", Made: monday, DeleteOn: monday.AddDate(0, 0, 90)},
	}
	c.Written = []mydata.Written{
		{Session: monday.AddDate(0, 0, 10), Question: "What do we each find easy to say?", Words: peerwork.CoWords{Brought: "I came late.", Try: "Begin with tea."}, Finished: monday, Opened: monday.AddDate(0, 0, 1), DeleteOn: monday.AddDate(0, 0, 90)},
		{Words: peerwork.CoWords{Assumed: "That it was clear."}, DeleteOn: monday.AddDate(0, 0, 90)},
	}
	c.Questions = []mydata.Question{{At: monday, Text: "When did you wait instead of asking?"}}
	c.Teams = []mydata.Team{{Name: "Riverside crisis house", Role: "peer worker", Since: monday.AddDate(-1, 0, 0), Supervisor: "Ama"}}
	c.Teams = append(c.Teams, mydata.Team{Role: "admin"}, mydata.Team{Name: "Hilltop", Role: "supervisor", Supervises: "Lee", Since: monday},
		mydata.Team{Name: "Riverside crisis house", Role: "facilitator", Since: monday, Session: "2026-11-26"})
	c.Slack = mydata.Slack{Name: "Sam", Timezone: "Europe/London", Admin: true, Guest: true, Learned: monday}
	c.Opened = []mydata.Trace{
		{Of: "a note", Name: "Lee", Team: "Hilltop", As: "supervisor", At: monday.Add(time.Hour)},
		{Of: "a note", Team: "Hilltop", As: "line manager", At: monday},
	}
	c.Asked = []mydata.SoonFrom{{Name: "Lee", Asked: monday, Seen: monday.Add(time.Hour)}, {Name: "Lee", Asked: monday}}
	c.Recorded = []mydata.Logged{{At: monday, Said: "Robin made Ama the supervisor of Sam in Riverside crisis house"}}
	c.Settings = []mydata.Setting{{Name: "Keep my words for", Value: "90 days"}, {Name: "Questions from Handrail", Value: "Yes"}}
	return c
}

// What is read in Slack is what the page says: each word of it, in its order, but for what is about the file.
func TestThePartsSayAllThatThePageSays(t *testing.T) {
	for name, c := range map[string]mydata.Copy{"empty": empty(t), "many": many(t), "hostile": written(t, hostile), "control characters": written(t, "a\x00b\x0bc\ufffe&nbsp;<b>"+arabic)} {
		t.Run(name, func(t *testing.T) {
			parts, err := mydata.Parts(c)
			must(t, err)
			var said []string
			for _, p := range parts {
				said = append(said, p.Text)
			}
			page, err := mydata.HTML(c)
			must(t, err)
			_, body, _ := strings.Cut(string(page), "<body>")
			body = regexp.MustCompile(`<p class="file">[^<]*</p>`).ReplaceAllString(body, "")
			shown := html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(strings.ReplaceAll(body, "</dt>", " "), " "))
			same := func(s string) []string {
				return strings.FieldsFunc(s, func(c rune) bool {
					return unicode.IsSpace(c) || unicode.IsPunct(c) || unicode.IsControl(c) || c == '\ufffe' || c == '\ufffd'
				})
			}
			if diff := cmp.Diff(same(shown), same(strings.Join(said, " "))); diff != "" {
				t.Errorf("-page +parts\n%s", diff)
			}
		})
	}
}

func TestAPartReadsLikeThePage(t *testing.T) {
	parts, err := mydata.Parts(many(t))
	must(t, err)
	want := mydata.Part{Text: `Monday 16 November 2026, 09:30: boundary question
What is your question?
How much do I say?

I am not sure.
What next?
Ask Ama.
Themes: talking and listening
It is about: how much I share and safety, touch and risk
When it happened: Sunday 15 November 2026
Team: Riverside crisis house
To talk about: Soon
On my agenda: Learning
It is for: Carlos
Counts in week: 2026-W47
Who can read it: Ama, your supervisor, can read it.
Supervisor let in: Monday 16 November 2026, 09:30
Line managers let in: Monday 16 November 2026, 10:30
Themes shared: Yes, in the team's summary
Words deleted on: Wednesday 16 December 2026
Opened by: Ama, supervisor, on Monday 16 November 2026, 11:30
Jo, line manager, on Monday 16 November 2026, 10:30`}
	if diff := cmp.Diff([]mydata.Part{{Heading: true, Text: "My notes"}, want}, parts[2:4]); diff != "" {
		t.Error(diff)
	}
}

func TestPagesHoldEverythingAndAreNoLongerThanAFormShows(t *testing.T) {
	c := many(t)
	for i := range 300 {
		c.Notes = append(c.Notes, c.Notes[i%2])
		c.Questions = append(c.Questions, c.Questions[0])
	}
	c.Notes[0].Words.Why = strings.Repeat("It mattered.\n", 900)
	parts, err := mydata.Parts(c)
	must(t, err)
	var said, shown strings.Builder
	for _, p := range parts {
		said.WriteString(p.Text)
	}
	for i, page := range mydata.Pages(parts) {
		size := 0
		for _, p := range page {
			shown.WriteString(p.Text)
			size += len([]rune(p.Text))
		}
		if size > 9000 || len(page) > 40 || size == 0 {
			t.Errorf("page %d has %d characters in %d parts", i, size, len(page))
		}
	}
	if said.String() != shown.String() {
		t.Error("the pages do not hold all that the parts do")
	}
}
