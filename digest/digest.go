// Package digest turns the raw figures of an ended period into what a digest may say: it names or numbers each
// theme, words it, and chooses the questions to raise with the team. All of it is pure.
package digest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"handrail/peerwork"
	"handrail/prompts"
)

// QuestionsToRaise is how many questions a digest brings.
const QuestionsToRaise = 3

// Freeze returns the decision that storage stores at the first drawing of a period: from k people a number,
// below k the name alone. What it returns holds no number below k. A k below peerwork.MinimumK counts as that. How many
// notes were shared to read is said of a week only: a month less its weeks would give a small number away.
func Freeze(team peerwork.TeamID, period peerwork.Period, k int, questions []peerwork.Question) func(peerwork.Counts) peerwork.Figures {
	k = max(k, peerwork.MinimumK)
	return func(c peerwork.Counts) peerwork.Figures {
		f := peerwork.Figures{
			Team:      team,
			Period:    period.String(),
			K:         k,
			Themes:    figures(c, k),
			Questions: questions,
		}
		switch {
		case !period.IsWeek():
			f.SubThemes = subThemes(c, k)
		case c.SharedBy >= k:
			f.SharedNotes = c.SharedNotes
		}
		return f
	}
}

func figures(c peerwork.Counts, k int) []peerwork.ThemeFigure {
	var rows []peerwork.ThemeFigure
	for _, theme := range peerwork.Themes() {
		people := c.Themes[theme]
		row := peerwork.ThemeFigure{Theme: theme, Shared: people > 0}
		if people >= k {
			row.People = people
		}
		rows = append(rows, row)
	}
	return rows
}

// subThemes are those that somebody shared. Where the number of their theme would tell more of one that is only named
// than that somebody shared it, all of that theme are only named.
func subThemes(c peerwork.Counts, k int) []peerwork.SubThemeFigure {
	var all []peerwork.SubThemeFigure
	for _, theme := range peerwork.Themes() {
		var rows []peerwork.SubThemeFigure
		names, numbered := 0, 0
		for _, s := range peerwork.SubThemes() {
			people := c.SubThemes[s.Code]
			switch {
			case s.Theme != theme || people == 0:
				continue
			case people < k:
				names++
				people = 0
			}
			numbered += people
			rows = append(rows, peerwork.SubThemeFigure{Code: s.Code, People: people})
		}
		if names > 0 && c.Themes[theme] > numbered+names {
			rows = onlyNamed(rows)
		}
		all = append(all, rows...)
	}
	return all
}

func onlyNamed(rows []peerwork.SubThemeFigure) []peerwork.SubThemeFigure {
	for i := range rows {
		rows[i].People = 0
	}
	return rows
}

// Questions chooses the questions to raise with a team about a period, each with its reason, by what the team
// was asked least. It never looks at what was written. The same team, period and history give the same questions.
func Questions(bank *prompts.Bank, team peerwork.Team, period peerwork.Period, asked []peerwork.Asked) []peerwork.Question {
	loc := team.Location()
	choices := prompts.RaiseWithTeam(bank, prompts.Request{
		Audience: prompts.Team,
		Setting:  team.Setting,
		Now:      period.End(loc),
		Asked:    before(asked, period.End(loc)),
		Seed:     string(team.ID) + " " + period.String(),
	}, QuestionsToRaise)
	var questions []peerwork.Question
	for _, c := range choices {
		questions = append(questions, peerwork.Question{Prompt: c.Prompt.ID, Text: c.Prompt.Text, Why: c.Why})
	}
	return questions
}

func before(asked []peerwork.Asked, end time.Time) []prompts.Asked {
	var kept []prompts.Asked
	for _, a := range asked {
		if a.At.Before(end) {
			kept = append(kept, prompts.Asked{PromptID: a.Prompt, At: a.At})
		}
	}
	slices.SortFunc(kept, func(a, b prompts.Asked) int {
		return cmp.Or(a.At.Compare(b.At), strings.Compare(a.PromptID, b.PromptID))
	})
	return kept
}

// Title names the team and the period: "Riverside crisis house, week of 16 to 22 November 2026".
func Title(team peerwork.Team, period peerwork.Period) string { return team.Name + ", " + When(period) }

// When names a period in words: "week of 16 to 22 November 2026", "November 2026 (4 weeks, 2 to 29 November 2026)".
func When(period peerwork.Period) string {
	start := period.Start(time.UTC)
	end := period.End(time.UTC).AddDate(0, 0, -1)
	if !period.IsWeek() {
		return fmt.Sprintf("%s (%d weeks, %s)", monthsOf(period), len(period.Weeks()), days(start, end))
	}
	return "week of " + days(start, end)
}

// Short names a period for a menu, which cuts off what is longer: "Week of 16 November", "November", "October to
// December"; with its year where that is not the year of the newest in the menu.
func Short(period, newest peerwork.Period) string {
	last := period.End(time.UTC).AddDate(0, 0, -4) // a Thursday
	said := "Week of " + period.Start(time.UTC).Format("2 January")
	if !period.IsWeek() {
		said = strings.TrimSuffix(monthsOf(period), last.Format(" 2006"))
	}
	if newest.End(time.UTC).AddDate(0, 0, -4).Year() != last.Year() {
		said += last.Format(" 2006")
	}
	return said
}

func days(start, end time.Time) string {
	if start.Year() != end.Year() {
		return start.Format("2 January 2006") + " to " + end.Format("2 January 2006")
	}
	if start.Month() == end.Month() {
		return fmt.Sprintf("%d to %s", start.Day(), end.Format("2 January 2006"))
	}
	return fmt.Sprintf("%s to %s", start.Format("2 January"), end.Format("2 January 2006"))
}

// monthsOf names the months of a month or a quarter: "November 2026", "October to December 2026".
func monthsOf(period peerwork.Period) string {
	last := period.End(time.UTC).AddDate(0, 0, -4) // a Thursday
	if !period.IsQuarter() {
		return last.Format("January 2006")
	}
	first := period.Start(time.UTC).AddDate(0, 0, 3)
	return first.Format("January") + " to " + last.Format("January 2006")
}

// Closer says the sub-themes that people shared, a sentence for each theme; a week has none.
func Closer(f peerwork.Figures) []string {
	var sentences []string
	for _, theme := range peerwork.Themes() {
		var parts []string
		for _, s := range f.SubThemes {
			if row, _ := peerwork.LookupSubTheme(s.Code); row.Theme == theme {
				parts = append(parts, row.Label+numberOf(s))
			}
		}
		if len(parts) > 0 {
			sentences = append(sentences, "In "+string(theme)+": "+strings.Join(parts, "; ")+".")
		}
	}
	return sentences
}

func numberOf(s peerwork.SubThemeFigure) string {
	if s.People == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d people)", s.People)
}

// Sentences says the figures in words, a sentence each: first the themes with a number, then those with a name
// only. There is always at least one.
func Sentences(f peerwork.Figures) []string {
	var sentences, names []string
	for _, t := range f.Themes {
		switch {
		case t.People > 0:
			sentences = append(sentences, fmt.Sprintf("%d people shared notes about %s.", t.People, t.Theme))
		case t.Shared:
			names = append(names, string(t.Theme))
		}
	}
	if len(names) > 0 {
		sentences = append(sentences, named(names, len(sentences) > 0, isWeek(f.Period)))
	}
	if len(sentences) == 0 {
		return []string{"Nobody shared a theme in this time. That says nothing about the work people did."}
	}
	return sentences
}

func named(names []string, also, week bool) string {
	when := "In this time people"
	if week {
		when = "This week people"
	}
	if also {
		return "People also shared notes about " + peerwork.JoinAnd(names) + "."
	}
	return when + " shared notes about " + peerwork.JoinAnd(names) + "."
}

func isWeek(period string) bool {
	p, err := peerwork.ParsePeriod(period)
	return err == nil && p.IsWeek()
}

// Naming explains why a theme or a sub-theme has a name but no number, or "" where all that were shared have theirs.
func Naming(f peerwork.Figures) string {
	named := slices.ContainsFunc(f.Themes, func(t peerwork.ThemeFigure) bool { return t.Shared && t.People == 0 }) ||
		slices.ContainsFunc(f.SubThemes, func(s peerwork.SubThemeFigure) bool { return s.People == 0 })
	if !named {
		return ""
	}
	return fmt.Sprintf("A number is shown only from %d people, so that it is harder to tell who shared.", f.K)
}

// NotThis is the line on what the numbers are not.
const NotThis = "These are themes that people chose to share. They are not outcomes, and they say nothing about how well anybody works."
