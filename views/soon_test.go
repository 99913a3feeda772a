package views_test

import (
	"strings"
	"testing"
	"time"

	"handrail/peerwork"
	"handrail/views"
)

// passes is when a wish to talk soon of the cases moves on.
var passes = created.AddDate(0, 0, 3)

// soonAsk asks Ama, with Carlos as the deputy.
func soonAsk(change func(*views.SoonAsk)) *views.SoonAsk {
	ama := views.SoonPerson{Named: peerwork.Named{User: "U0SUP", Name: "Ama"}, Supervises: true}
	carlos := peerwork.Named{User: "U0SUQ", Name: "Carlos"}
	a := views.SoonAsk{
		Note: "n1", Worker: "Sam", To: ama, Deputy: carlos,
		People: []views.SoonPerson{ama, {Named: carlos}}, Deputies: []peerwork.Named{carlos}, Passes: passes, Zone: time.UTC,
	}
	change(&a)
	return &a
}

func soonState(change func(*views.SoonState)) views.SoonState {
	s := views.SoonState{ID: "n1", To: "Ama", Deputy: "Carlos", Passes: passes, Zone: time.UTC}
	change(&s)
	return s
}

func soonPage(change func(*views.Saved)) views.Saved {
	return with(saved(peerwork.BoundaryQuestion), func(s *views.Saved) {
		s.Card.Talk = peerwork.Soon
		change(s)
	})
}

func soonCases() []drawn {
	dee := peerwork.Named{User: "U0DEE", Name: "Dee"}
	var all []drawn
	preview := func(name string, change func(*views.SoonAsk)) {
		all = append(all, drawn{name, views.SavedMessage(soonPage(func(s *views.Saved) { s.Ask = soonAsk(change) }))})
	}
	state := func(name string, change func(*views.SoonState)) {
		all = append(all, drawn{name, views.SoonSoFar(soonState(change))})
	}
	preview("saved-boundary-soon", func(*views.SoonAsk) {})
	preview("saved-boundary-soon-two-deputies", func(a *views.SoonAsk) { a.Next, a.Deputies = dee, append(a.Deputies, dee) })
	preview("saved-boundary-soon-deputy-not-wanted", func(a *views.SoonAsk) { a.Deputy = peerwork.Named{} })
	preview("saved-boundary-soon-no-deputy", func(a *views.SoonAsk) {
		a.Deputy, a.Deputies, a.People = peerwork.Named{}, nil, a.People[:1]
	})
	preview("saved-boundary-soon-supervisor-away", func(a *views.SoonAsk) {
		a.People[0].Away = true
		a.To, a.Deputy, a.Deputies = a.People[1], peerwork.Named{}, nil
	})
	preview("saved-boundary-soon-too-long", func(a *views.SoonAsk) {
		a.To.Name, a.People[0].Name, a.Deputy.Name, a.Deputies[0].Name = views.Name(long), views.Name(long), views.Name(long), views.Name(long)
	})
	all = append(all, drawn{"saved-boundary-soon-nobody", views.SavedForm(soonPage(func(s *views.Saved) { s.Ask = &views.SoonAsk{Note: "n1", Worker: "Sam"} }))})
	sent := soonState(func(*views.SoonState) {})
	all = append(all, drawn{"saved-boundary-soon-sent", views.SavedMessage(soonPage(func(s *views.Saved) { s.Soon = &sent }))})

	state("soon-sent", func(*views.SoonState) {})
	state("soon-sent-no-deputy", func(s *views.SoonState) { s.Deputy = "" })
	state("soon-sent-before-deputies", func(s *views.SoonState) { s.Deputy, s.Passes = "", time.Time{} })
	state("soon-passed", func(s *views.SoonState) { s.Passed = true })
	state("soon-seen-since", func(s *views.SoonState) { s.By = "Ama" })
	state("soon-on-its-way", func(s *views.SoonState) { s.ToReach = peerwork.OnItsWay })
	state("soon-not-yet", func(s *views.SoonState) { s.ToReach = peerwork.NotYet })
	state("soon-not-reached", func(s *views.SoonState) { s.ToReach = peerwork.NotReached })
	state("soon-not-reached-no-deputy", func(s *views.SoonState) { s.ToReach, s.Deputy = peerwork.NotReached, "" })
	state("soon-role-ended", func(s *views.SoonState) { s.ToReach = peerwork.RoleEnded })
	state("soon-passed-from-nobody", func(s *views.SoonState) { s.Passed, s.ToReach = true, peerwork.RoleEnded })
	state("soon-passed-not-yet", func(s *views.SoonState) { s.Passed, s.DeputyReach = true, peerwork.NotYet })
	reachedNobody := soonState(func(s *views.SoonState) {
		s.Passed, s.Unanswered, s.Passes, s.ToReach, s.DeputyReach = true, true, time.Time{}, peerwork.RoleEnded, peerwork.NotReached
	})
	nobody := soonState(func(s *views.SoonState) { s.Unanswered, s.Passes = true, time.Time{} })
	passedOn := soonState(func(s *views.SoonState) { s.Passed, s.Unanswered, s.Passes = true, true, time.Time{} })
	form := noteForm(peerwork.Note{ID: "n1", Kind: peerwork.BoundaryQuestion, Talk: peerwork.Soon, Created: created, DeleteOn: deleted})
	form.Soon = &sent

	received := views.SoonReceived{ID: "n1", Worker: "Sam", Supervises: true, Deputy: "Carlos", Passes: passes, Zone: time.UTC}
	return append(all,
		drawn{"soon-nobody", views.SoonNobody(nobody, nil, views.DefaultSignpost())},
		drawn{"soon-nobody-after-the-deputy", views.SoonNobody(passedOn, []string{"Dee", pointed}, views.DefaultSignpost())},
		drawn{"soon-nobody-reached", views.SoonNobody(reachedNobody, []string{"Dee"}, views.DefaultSignpost())},
		drawn{"form-boundary-soon-sent", views.Note(form)},
		drawn{"soon-to-supervisor", views.SoonToAnswer(received)},
		drawn{"soon-to-supervisor-pointed", views.SoonToAnswer(views.SoonReceived{ID: "n1", Worker: pointed, Supervises: true})},
		drawn{"soon-to-supervisor-right-to-left", views.SoonToAnswer(views.SoonReceived{ID: "n1", Worker: arabic, Supervises: true})},
		drawn{"soon-to-deputy", views.SoonToAnswer(views.SoonReceived{ID: "n1", Worker: "Sam", First: "Ama"})},
		drawn{"soon-to-deputy-alone", views.SoonToAnswer(views.SoonReceived{ID: "n1", Worker: "Sam", First: "Ama", FirstReach: peerwork.NotReached})},
		drawn{"soon-to-deputy-after-a-change", views.SoonToAnswer(views.SoonReceived{ID: "n1", Worker: "Sam", First: "Ama", FirstReach: peerwork.RoleEnded})},
		drawn{"soon-seen", views.SoonSeen("Sam")},
		drawn{"soon-taken", views.SoonTaken("Sam", "Carlos")},
		drawn{"soon-acknowledged", views.SoonAcknowledged("Ama")},
		drawn{"soon-taken-back", views.SoonTakenBack("Ama and Carlos")},
		drawn{"soon-taken-back-from-nobody", views.SoonTakenBack("")},
		drawn{"soon-taken-back-form", views.SoonTakenBackForm("Ama")},
	)
}

// Whatever has become of it, a worker is never told that somebody has a message which they do not have, and always hears
// of whoever does not.
func TestAWorkerIsToldOfNobodyWhoDoesNotHaveIt(t *testing.T) {
	reaches := []peerwork.Reach{peerwork.Reached, peerwork.OnItsWay, peerwork.NotYet, peerwork.NotReached, peerwork.RoleEnded}
	for _, to := range reaches {
		for _, deputy := range reaches {
			for _, step := range []func(*views.SoonState){
				func(*views.SoonState) {},
				func(s *views.SoonState) { s.Deputy = "" },
				func(s *views.SoonState) { s.Deputy, s.Passes = "", time.Time{} },
				func(s *views.SoonState) { s.Passed = true },
				func(s *views.SoonState) { s.Unanswered, s.Passes = true, time.Time{} },
				func(s *views.SoonState) { s.Passed, s.Unanswered, s.Passes = true, true, time.Time{} },
			} {
				s := soonState(step)
				s.ToReach, s.DeputyReach = to, deputy
				said := views.SoonSoFar(s).Text
				withAma := strings.Contains(said, "gone to Ama") || strings.Contains(said, "with Ama")
				withCarlos := strings.Contains(said, "has passed to Carlos") || strings.Contains(said, "with Carlos") || strings.Contains(said, "and Carlos")
				if withAma && to != peerwork.Reached || withCarlos && (deputy != peerwork.Reached || !s.Passed) {
					t.Errorf("Ama %q, Carlos %q: %s", to, deputy, said)
				}
				if missing := to == peerwork.NotYet || to == peerwork.NotReached; missing && !strings.Contains(said, "could not be sent to Ama") {
					t.Errorf("Ama %q: %s", to, said)
				}
			}
		}
	}
}
