package views

import (
	"fmt"
	"strconv"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// DigestPage is what a digest shows to one kind of viewer.
type DigestPage struct {
	Team    peerwork.Team
	Period  peerwork.Period
	Figures peerwork.Figures
	Viewer  peerwork.Role // RoleManager or RoleWorker
	InReply bool          // drawn as an answer, which takes no charts
}

// Digest is an ended period of a team: the themes, the shared notes, what to raise with the team.
func Digest(d DigestPage) Message {
	var p page
	p.header(fit(d.Team.Name, 80) + ": what your team shared")
	p.say(PeriodName(d.Period, d.Team) + ".")
	p.say(themeSentences(d.Figures)...)
	if d.Figures.Numbered() && !d.InReply {
		p.add("", themeChart(d.Figures))
	}
	sharedNotes(&p, d)
	questions(&p, d.Figures.Questions)
	p.small("The numbers count people who chose to share a theme. They are not results. They say nothing about how well anybody works.")
	return p.message()
}

func sharedNotes(p *page, d DigestPage) {
	n := d.Figures.SharedNotes
	if n == 0 {
		p.say("No notes were shared to read.")
		return
	}
	said := count(n, "note was", "notes were") + " shared to read."
	if d.Viewer != peerwork.RoleManager {
		said += " Only your own open for you."
	}
	p.sayWith(said, button(fmt.Sprintf("Read shared notes (%d)", n), Action(ActReadShared, string(d.Team.ID)), d.Period.String()))
}

func questions(p *page, qs []peerwork.Question) {
	if len(qs) == 0 {
		return
	}
	p.say("Questions to raise with the team:")
	for i, q := range qs {
		p.say(fmt.Sprintf("%d. %s", i+1, q.Text), "\nWhy: "+q.Why)
	}
}

// themeChart draws the three numbers. It is asked for only when every theme has one.
func themeChart(f peerwork.Figures) slack.Block {
	var names []string
	var points []slack.DataVisualizationDataPoint
	for _, t := range f.Themes {
		names = append(names, string(t.Theme))
		points = append(points, slack.NewDataVisualizationDataPoint(string(t.Theme), float64(t.People)))
	}
	return &slack.DataVisualizationBlock{
		Type:  slack.MBTDataVisualization,
		Title: "People who shared each theme",
		Chart: slack.NewDataVisualizationBarChart(
			slack.NewDataVisualizationAxisConfig(names...).WithYLabel("People"),
			slack.NewDataVisualizationDataSeries("People", points...),
		),
	}
}

func themeSentences(f peerwork.Figures) []string {
	var said, named []string
	for _, t := range f.Themes {
		switch {
		case t.People > 0:
			said = append(said, fmt.Sprintf("%d people shared notes about %s.", t.People, t.Theme))
		case t.Shared:
			named = append(named, string(t.Theme))
		}
	}
	switch {
	case len(named) > 0 && len(said) > 0:
		said = append(said, "People also shared notes about "+peerwork.JoinAnd(named)+".")
	case len(named) > 0:
		said = append(said, "People shared notes about "+peerwork.JoinAnd(named)+".")
	case len(said) == 0:
		said = append(said, "No themes were shared. That can have many reasons.")
	}
	return said
}

// PeriodName says a period in words: "Week 47: Monday 16 to Sunday 22 November 2026".
func PeriodName(p peerwork.Period, t peerwork.Team) string {
	loc := t.Location()
	first, last := p.Start(loc), p.End(loc).AddDate(0, 0, -1)
	from := "Monday 2 January"
	if first.Month() == last.Month() {
		from = "Monday 2"
	}
	return first.Format(from) + " to " + last.Format("Monday 2 January 2006")
}

func itoa(n int) string { return strconv.Itoa(n) }
