package views

import (
	"fmt"

	"github.com/slack-go/slack"

	"handrail/digest"
	"handrail/peerwork"
)

// OrganisationPage is an ended quarter of the whole organisation, for admins.
type OrganisationPage struct {
	Quarter  peerwork.Period
	Figures  peerwork.OrganisationFigures
	Quarters []peerwork.Period // to choose from, newest first
}

// OrganisationFigures says whether supervision was offered and held, and wishes to talk soon answered in time.
func OrganisationFigures(o OrganisationPage) Form {
	var p page
	p.say("The whole organisation: " + digest.When(o.Quarter) + ".")
	p.say("These numbers are about the organisation, never about a worker.")
	for _, part := range organisationParts() {
		p.header(part.title)
		var lines []string
		for _, row := range o.Figures.Rows {
			if label, here := part.labels[row.Name]; here {
				lines = append(lines, label+": "+numberOrNot(row.Number))
			}
		}
		p.say(onLines(lines...))
	}
	if len(o.Quarters) > 1 {
		var options []*slack.OptionBlockObject
		for _, q := range o.Quarters {
			options = append(options, option(q.String(), digest.When(q), ""))
		}
		p.sayWith("See another quarter:", selectOne(ActFigures, "Quarter", options, o.Quarter.String()))
	}
	p.small(fmt.Sprintf("A number is shown only from %d people, so that it is harder to tell who shared. Sometimes more is not shown, because it could be worked out from the rest.", o.Figures.K),
		"For a spreadsheet, whoever runs Handrail can type: handrail export --period "+o.Quarter.String())
	return p.form("Figures", FormRead, "", "", foot{reads: "Only admins see these figures.", goes: "They hold no words, and stay as they are."})
}

func numberOrNot(n int) string {
	if n == 0 {
		return "not shown"
	}
	return fmt.Sprint(n)
}

type organisationPart struct {
	title  string
	labels map[peerwork.FigureName]string
}

func organisationParts() []organisationPart {
	reasons := map[peerwork.FigureName]string{}
	for _, r := range peerwork.MissedReasons() {
		reasons[peerwork.MissedFigure(r.Why)] = r.Label
	}
	return []organisationPart{
		{"Was supervision offered and held?", map[peerwork.FigureName]string{
			peerwork.PeopleOffered:       "Peer workers who have regular sessions, or met",
			peerwork.SessionsPlanned:     "Sessions planned",
			peerwork.SessionsHeld:        "Sessions held",
			peerwork.SessionsMissed:      "Sessions missed",
			peerwork.SessionsMoved:       "Sessions still to be moved",
			peerwork.SessionsNotRecorded: "Sessions that nobody recorded",
		}},
		{"Why were sessions missed?", reasons},
		{"Was “soon” answered in time?", map[peerwork.FigureName]string{
			peerwork.SoonAsked:     "Wishes to talk soon",
			peerwork.SoonInTime:    "Answered in time",
			peerwork.SoonNotInTime: "Not answered in time",
			peerwork.SoonPassedOn:  "Passed to a deputy",
		}},
		{"Work outside the role", map[peerwork.FigureName]string{
			peerwork.PeopleOutsideRole: "Peer workers who shared that they had some",
		}},
	}
}
