package config

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"handrail/peerwork"
)

// Everywhere stands in Config.Signposts for a signpost that holds in every nation.
const Everywhere = ""

// The nations that may have a signpost of their own, named as `holidays` in teams.yaml names them.
func nations() []string { return []string{"GB-ENG", "GB-SCT", "GB-WLS", "GB-NIR"} }

const signpostSample = `signpost: ["If somebody is at risk, tell a person now.", "In an emergency, call 999."]`

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
	if !ok || len(members) == 0 || len(members) > peerwork.MaxSteps {
		found := n.what()
		if ok {
			found = fmt.Sprintf("a list of %d", len(members))
		}
		return nil, Problems{{n.place(), found, fmt.Sprintf("a list of 1 to %d sentences, in the order to try", peerwork.MaxSteps), signpostSample}}
	}
	var steps []string
	var problems Problems
	for _, m := range members {
		text, ok := m.scalar()
		text = strings.Join(strings.Fields(text), " ")
		if !ok || text == "" || utf8.RuneCountInString(text) > peerwork.MaxStep {
			problems = append(problems, Problem{m.place(), m.what(), fmt.Sprintf("a sentence of 1 to %d characters", peerwork.MaxStep), "In an emergency, call 999."})
			continue
		}
		steps = append(steps, text)
	}
	if found, expected := peerwork.CheckSignpost(steps); found != "" && len(problems) == 0 {
		problems = append(problems, Problem{n.place(), found, expected, "In an emergency, call 999."})
	}
	return steps, problems
}
