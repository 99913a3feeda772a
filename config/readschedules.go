package config

import (
	"slices"
	"time"

	"handrail/peerwork"
)

func (r *reader) schedules(n *node, t peerwork.Team) []peerwork.Schedule {
	if n == nil {
		return DefaultSchedules(t.ID, t.Timezone)
	}
	list, ok := n.list()
	if !ok {
		r.problem(n.place(), n.what(), "a list of schedules", `schedules: [{id: monday-question, kind: team-prompt, cron: "0 10 * * MON"}]`)
		return nil
	}
	var schedules []peerwork.Schedule
	for _, each := range list {
		s := r.schedule(each, t)
		if s.Kind == peerwork.WeeklyDigest && slices.ContainsFunc(schedules, func(o peerwork.Schedule) bool { return o.Kind == s.Kind }) {
			r.problem(each.place(), "a second digest", "one digest for each team", "")
		}
		if slices.ContainsFunc(schedules, func(o peerwork.Schedule) bool { return o.ID == s.ID && s.ID != "" }) {
			r.problem(each.place(), "the schedule "+quoted(s.ID)+" a second time", "each schedule once in a team", "")
			continue
		}
		schedules = append(schedules, s)
	}
	return schedules
}

func (r *reader) schedule(n *node, t peerwork.Team) peerwork.Schedule {
	s, before := peerwork.Schedule{Team: t.ID, Timezone: t.Timezone}, len(r.problems)
	r.fields(n, "a schedule", map[string]func(*node){
		"id":       func(v *node) { s.ID = r.id(v) },
		"kind":     func(v *node) { s.Kind = r.kind(v) },
		"cron":     func(v *node) { s.Cron = r.cron(v) },
		"timezone": func(v *node) { s.Timezone = r.timezone(v) },
		"weekends": func(v *node) { s.Weekends = r.yesNo(v) },
		"holidays": func(v *node) { s.Holidays = r.yesNo(v) },
		"every":    func(v *node) { s.Every = r.every(v) },
		"from":     func(v *node) { s.From = r.date(v) },
		"which":    func(v *node) { s.Which = r.which(v) },
		"paused":   func(v *node) { s.Paused = r.yesNo(v) },
	}, "id", "kind", "cron")
	if len(r.problems) == before {
		r.together(n, s)
	}
	return s
}

// together checks what is well written part for part.
func (r *reader) together(n *node, s peerwork.Schedule) {
	switch {
	case s.Every > 1 && s.From == "":
		r.problem(n.place(), "every without from", "a date in a week that counts", "{every: 2, from: 2026-11-19}")
	case s.Every < 2 && s.From != "":
		r.problem(n.place(), "from without every", "every how many weeks", "{every: 2, from: 2026-11-19}")
	case s.Every > 1 && s.Which != 0:
		r.problem(n.place(), "every and which together", "one of them", "which: last")
	default:
		if err := r.rules.Schedule(s); err != nil {
			r.problem(n.place(), quoted(s.ID), "a schedule that can be kept ("+err.Error()+")", "")
		}
	}
}

func (r *reader) every(n *node) int {
	const expected = "a number of weeks from 1 to 12"
	weeks, ok := r.number(n, expected)
	if ok && (weeks < 1 || weeks > peerwork.MostWeeks) {
		r.problem(n.place(), n.what(), expected, "every: 2")
	}
	if weeks < 2 {
		return 0
	}
	return weeks
}

func (r *reader) date(n *node) string {
	text, _ := n.scalar()
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		r.problem(n.place(), n.what(), "a date: year, month and day", "from: 2026-11-19")
	}
	return text
}

func (r *reader) which(n *node) int {
	text, _ := n.scalar()
	which, ok := peerwork.ParseWhich(text)
	if !ok {
		r.problem(n.place(), n.what(), "one of first, second, third, fourth, last", "which: last")
	}
	return which
}

func kinds() []peerwork.ScheduleKind {
	return []peerwork.ScheduleKind{peerwork.TeamPrompt, peerwork.MemberPrompt, peerwork.WeeklyDigest}
}

func (r *reader) kind(n *node) peerwork.ScheduleKind {
	text, _ := n.scalar()
	if !slices.Contains(kinds(), peerwork.ScheduleKind(text)) {
		r.problem(n.place(), n.what(), "one of "+joined(kinds()), "kind: team-prompt")
	}
	return peerwork.ScheduleKind(text)
}

func (r *reader) cron(n *node) string {
	text, _ := n.scalar()
	if err := r.rules.Cron(text); err != nil {
		r.problem(n.place(), n.what(), "a cron expression that can be kept ("+err.Error()+")", `cron: "0 10 * * MON"`)
	}
	return text
}

func (r *reader) yesNo(n *node) bool {
	text, _ := n.scalar()
	var b bool
	if expected := yesNo(&b, text); expected != "" {
		r.problem(n.place(), n.what(), expected, "true")
	}
	return b
}
