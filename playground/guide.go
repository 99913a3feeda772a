package playground

import "strings"

// guideOf gives every step something to be ticked off by.
func guideOf(steps []Step) []Step {
	guide := make([]Step, 0, len(steps))
	for _, step := range steps {
		if step.When == "" {
			step.When = step.usual()
		}
		guide = append(guide, step)
	}
	return guide
}

func (step Step) usual() string {
	switch {
	case strings.HasPrefix(step.Type, "/"):
		name, _, _ := strings.Cut(step.Type, " ")
		return "command:" + name
	case step.Type != "":
		return "message"
	case step.Where == "home":
		return "home"
	}
	return ""
}

// did ticks off the first open step that this deed of this person completes.
func (s *Server) did(person, deed string) {
	for i := range s.guide {
		step := &s.guide[i]
		if !step.Done && step.meets(deed) && (step.As == "" || step.As == person) {
			step.Done = true
			s.tell("", "guide", "")
			return
		}
	}
}

// didAnybody ticks off a step that is nobody's in particular, whoever it names.
func (s *Server) didAnybody(deed string) {
	for i := range s.guide {
		if step := &s.guide[i]; !step.Done && step.When == deed {
			step.Done = true
			s.tell("", "guide", "")
			return
		}
	}
}

// meets reports whether a deed is the one the step waits for. An action id may go on after a colon, with the id of the
// thing that the button stands on.
func (step Step) meets(deed string) bool {
	return step.When == deed || step.When != "" && strings.HasPrefix(deed, step.When+":")
}
