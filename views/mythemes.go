package views

import (
	"fmt"
	"strings"
	"time"

	"handrail/peerwork"
)

// ActMyThemes opens what one wrote about.
const ActMyThemes = "my-themes"

// ThemesPage is what somebody wrote about, for themselves alone. It counts the notes that are there.
type ThemesPage struct {
	Notes int
	All   ThemeCounts
	// Months holds those in which there are notes, newest first.
	Months []MonthThemes
}

// MonthThemes is one month of it.
type MonthThemes struct {
	First  time.Time // a day of the month
	Notes  int
	Counts ThemeCounts
}

// ThemeCounts is in how many notes something stands. A note may hold several.
type ThemeCounts struct {
	Codes      map[peerwork.Code]int
	Boundaries map[peerwork.BoundaryCode]int
}

// CountThemes counts notes by month, in that zone.
func CountThemes(notes []peerwork.Note, zone *time.Location) ThemesPage {
	t := ThemesPage{Notes: len(notes), All: newCounts()}
	at := map[string]int{}
	for _, n := range notes { // newest first
		month := inZone(n.Created, zone).Format("2006-01")
		if _, known := at[month]; !known {
			at[month] = len(t.Months)
			t.Months = append(t.Months, MonthThemes{First: inZone(n.Created, zone), Counts: newCounts()})
		}
		m := &t.Months[at[month]]
		m.Notes++
		m.Counts.add(n)
		t.All.add(n)
	}
	return t
}

func newCounts() ThemeCounts {
	return ThemeCounts{Codes: map[peerwork.Code]int{}, Boundaries: map[peerwork.BoundaryCode]int{}}
}

func (c ThemeCounts) add(n peerwork.Note) {
	for _, code := range n.Codes {
		c.Codes[code]++
	}
	for _, code := range n.Boundaries {
		c.Boundaries[code]++
	}
}

func (c ThemeCounts) empty() bool { return len(c.Codes) == 0 && len(c.Boundaries) == 0 }

// MyThemes is the answer to a command.
func MyThemes(t ThemesPage) Message {
	p := themesPage(t)
	p.small(onlyYou, noMeasure)
	return p.message()
}

// MyThemesForm is the same where a form opens.
func MyThemesForm(t ThemesPage) Form {
	p := themesPage(t)
	return p.form("My themes", FormRead, "", "", foot{also: noMeasure, reads: onlyYou, goes: "What it says of a note goes when the note goes."})
}

const noMeasure = "It is no measure of your work. A note can have several themes, or none."

func themesPage(t ThemesPage) page {
	var p page
	p.header("My themes")
	if t.Notes == 0 {
		p.say("No notes yet. When you write, you see here what it was about.")
		return p
	}
	p.say(fmt.Sprintf("What you wrote about, in the %s we still keep.", count(t.Notes, "note", "notes")))
	if t.All.empty() {
		p.say("None of them has a theme yet. Open a note to choose some.")
		return p
	}
	most := t.All.most()
	for _, theme := range append(peerwork.Themes(), peerwork.OutsideRole) {
		bars(&p, upperFirst(string(theme)), t.All.rowsOf(theme), most)
	}
	bars(&p, "Boundary questions", t.All.boundaryRows(), most)
	p.rule()
	for _, m := range t.Months[:min(len(t.Months), maxMonths)] {
		month(&p, m, most)
	}
	return p
}

// maxMonths is how many months a page shows: words are kept for three at most, which touch four.
const maxMonths = 5

func month(p *page, m MonthThemes, most int) {
	var rows []bar
	for _, theme := range append(peerwork.Themes(), peerwork.OutsideRole) {
		rows = append(rows, m.Counts.rowsOf(theme)...)
	}
	title := m.First.Format("January 2006") + ", " + count(m.Notes, "note", "notes")
	bars(p, title, append(rows, m.Counts.boundaryRows()...), most)
}

// bar is one thing that was written about.
type bar struct {
	name  string
	notes int
}

func (c ThemeCounts) rowsOf(theme peerwork.Theme) []bar {
	var rows []bar
	for _, s := range peerwork.SubThemes() {
		if n := c.Codes[s.Code]; s.Theme == theme && n > 0 {
			rows = append(rows, bar{upperFirst(s.Name), n})
		}
	}
	return rows
}

func (c ThemeCounts) boundaryRows() []bar {
	var rows []bar
	for _, b := range peerwork.Boundaries() {
		if n := c.Boundaries[b.Code]; n > 0 {
			rows = append(rows, bar{upperFirst(b.Label), n})
		}
	}
	return rows
}

// longestBar is how many marks a bar has at most. A bar shows one mark a note up to there, and all bars of a page
// shrink alike beyond.
const longestBar = 12

// most is the number for which a bar of the page is as long as bars are.
func (c ThemeCounts) most() int {
	most := longestBar
	for _, n := range c.Codes {
		most = max(most, n)
	}
	for _, n := range c.Boundaries {
		most = max(most, n)
	}
	return most
}

// bars says each row in words, with its bar behind them. What is read out has the words alone.
func bars(p *page, title string, rows []bar, most int) {
	if len(rows) == 0 {
		return
	}
	said, shown := title+":", title
	for _, r := range rows {
		line := "\n" + r.name + ": " + count(r.notes, "note", "notes")
		said += line
		shown += line + "\n" + strings.Repeat("▬", max(1, r.notes*longestBar/most))
	}
	p.add(said, paragraph(shown, nil))
}
