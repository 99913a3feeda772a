package views

import (
	"slices"
	"strings"
)

// Signpost says where to turn when somebody is at risk, in the order to try. It stands on every form, always the
// same: it is not an alarm, and nothing a person writes changes it.
type Signpost struct {
	Steps []string // short sentences
}

// DefaultSignpost is for England, and for teams that name no nation.
func DefaultSignpost() Signpost { return DefaultSignposts()["GB-ENG"] }

// DefaultSignposts are by nation, named as a team's holidays are. In Northern Ireland 111 is no crisis line, and
// Breathing Space is open from six in the evening and at weekends only. docs/clinical-safety.md says what each number was
// checked against, and when.
func DefaultSignposts() map[string]Signpost {
	return map[string]Signpost{
		"GB-ENG": signpostWith("For a crisis, call NHS 111 and choose mental health."),
		"GB-SCT": signpostWith("For a crisis, call NHS 24 on 111 and choose mental health.", "To talk in the evening or at a weekend, call Breathing Space on 0800 83 85 87."),
		"GB-WLS": signpostWith("For a crisis, call NHS 111 and press 2.", "To talk, call C.A.L.L. on 0800 132 737."),
		"GB-NIR": signpostWith("For a crisis, call Lifeline on 0808 808 8000."),
	}
}

func signpostWith(crisis ...string) Signpost {
	steps := append([]string{"If somebody is at risk, tell a person now.", "In an emergency, call 999."}, crisis...)
	return Signpost{Steps: append(steps,
		"Or call Samaritans on 116 123, or text SHOUT to 85258.",
		"Tell your local safeguarding lead.",
		"Then make the proper record.",
	)}
}

func (s Signpost) String() string { return join(s.Steps) }

// Signed returns the form as it is shown, with the signpost last. Every form goes through here, see handlers.New.
func (f Form) Signed(s Signpost) Form {
	p := page{blocks: f.Blocks.BlockSet}
	p.small(s.String())
	f.Blocks.BlockSet = p.blocks
	return f
}

// aboutLead is how a step that sends people to the safeguarding lead is known.
const aboutLead = "safeguarding lead"

// WithLead returns the signpost with the safeguarding lead named: in the step that speaks of them, else before the last.
func (s Signpost) WithLead(lead string) Signpost {
	if lead == "" {
		return s
	}
	steps := make([]string, 0, len(s.Steps)+1)
	named := false
	for _, step := range s.Steps {
		if !named && strings.Contains(strings.ToLower(step), aboutLead) {
			step, named = strings.TrimRight(step, ".")+": "+strings.TrimRight(lead, ".")+".", true
		}
		steps = append(steps, step)
	}
	if !named {
		steps = slices.Insert(steps, max(0, len(steps)-1), "Tell your local safeguarding lead: "+strings.TrimRight(lead, ".")+".")
	}
	return Signpost{Steps: steps}
}
