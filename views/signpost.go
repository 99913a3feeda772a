package views

// Signpost says where to turn when somebody is at risk, in the order to try. It stands on every form, always the
// same: it is not an alarm, and nothing a person writes changes it.
type Signpost struct {
	Steps []string // short sentences
}

// DefaultSignpost is for England.
func DefaultSignpost() Signpost {
	return Signpost{Steps: []string{
		"If somebody is at risk, tell a person now.",
		"In an emergency, call 999.",
		"For a crisis, call NHS 111 and choose mental health.",
		"Or call Samaritans on 116 123, or text SHOUT to 85258.",
		"Tell your local safeguarding lead.",
		"Then make the proper record.",
	}}
}

func (s Signpost) String() string { return join(s.Steps) }
