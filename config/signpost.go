package config

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Everywhere stands in Config.Signposts for a signpost that holds in every nation.
const Everywhere = ""

// The nations that may have a signpost of their own, named as `holidays` in teams.yaml names them.
func nations() []string { return []string{"GB-ENG", "GB-SCT", "GB-WLS", "GB-NIR"} }

// Limits of a signpost: it stands on every form, and should be read in one look.
const (
	mostSteps      = 10
	longestStep    = 200
	longestPost    = 900
	signpostSample = `signpost: ["If somebody is at risk, tell a person now.", "In an emergency, call 999."]`
)

// signposts reads `signpost:`, a list of sentences, or such a list for each nation.
func signposts(e entry, into map[string][]string) Problems {
	if !e.value.isMapping() {
		steps, problems := signpost(e.value)
		into[Everywhere] = steps
		return problems
	}
	var problems Problems
	seen := map[string]bool{}
	for _, nation := range e.value.entries() {
		switch {
		case !slices.Contains(nations(), nation.key):
			problems = append(problems, Problem{nation.place(), quoted(nation.key), "one of " + strings.Join(nations(), ", "), "GB-SCT: [...]"})
			continue
		case seen[nation.key]:
			problems = append(problems, Problem{nation.place(), quoted(nation.key) + " a second time", "each nation once", ""})
			continue
		}
		seen[nation.key] = true
		steps, wrong := signpost(nation.value)
		into[nation.key] = steps
		problems = append(problems, wrong...)
	}
	return problems
}

func signpost(n *node) ([]string, Problems) {
	members, ok := n.list()
	if !ok || len(members) == 0 || len(members) > mostSteps {
		found := n.what()
		if ok {
			found = fmt.Sprintf("a list of %d", len(members))
		}
		return nil, Problems{{n.place(), found, fmt.Sprintf("a list of 1 to %d sentences, in the order to try", mostSteps), signpostSample}}
	}
	var steps []string
	var problems Problems
	for _, m := range members {
		text, ok := m.scalar()
		text = strings.Join(strings.Fields(text), " ")
		if !ok || text == "" || utf8.RuneCountInString(text) > longestStep {
			problems = append(problems, Problem{m.place(), m.what(), fmt.Sprintf("a sentence of 1 to %d characters", longestStep), "In an emergency, call 999."})
			continue
		}
		steps = append(steps, text)
	}
	whole := strings.Join(steps, " ")
	switch {
	case len(problems) > 0:
	case utf8.RuneCountInString(whole) > longestPost:
		problems = append(problems, Problem{n.place(), fmt.Sprintf("%d characters in all", utf8.RuneCountInString(whole)), fmt.Sprintf("at most %d", longestPost), ""})
	case !strings.ContainsAny(whole, "0123456789"):
		problems = append(problems, Problem{n.place(), "no number to call", "at least one step with a number", "In an emergency, call 999."})
	}
	return steps, problems
}
