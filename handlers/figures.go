package handlers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"handrail/peerwork"
	"handrail/scheduler"
	"handrail/views"
)

// quartersOffered is how many ended quarters the page of the organisation's figures offers.
const quartersOffered = 4

// organisationFigures shows an admin an ended quarter of the whole organisation; the last one where none is named.
func (d *desk) organisationFigures(ctx context.Context, h here) (Reply, error) {
	ended := quartersBefore(h.roster, h.Now)
	quarter := ended[0]
	if said := strings.TrimSpace(h.Text); said != "" {
		var err error
		if quarter, err = peerwork.SaidPeriod(said, h.Now, h.roster.LastZone(ended[0])); err != nil || !quarter.IsQuarter() {
			return Reply{}, &peerwork.Error{What: "That is not a quarter.", Try: fmt.Sprintf("Write a quarter such as %s, or last quarter.", ended[0])}
		}
	}
	last := h.roster.LastZone(quarter)
	if quarter.End(last).Before(h.Now.AddDate(0, 0, -7*weeksBack)) {
		return Reply{}, &peerwork.Error{What: "That quarter is too long ago.", Try: "Figures go back one year."}
	}
	f, err := scheduler.Organisation(ctx, d.Store, h.Workspace, h.roster, quarter, h.Now)
	if errors.Is(err, peerwork.ErrNotEnded) {
		return Reply{}, &peerwork.Error{What: "That quarter has not ended.", Try: "You can see it from " + views.Day(quarter.End(last), last) + "."}
	}
	if err != nil {
		return Reply{}, err
	}
	if !slices.Contains(ended, quarter) {
		ended = append(ended, quarter)
	}
	return inPlace(h.Request, views.OrganisationFigures(views.OrganisationPage{Quarter: quarter, Figures: f, Quarters: ended})), nil
}

// quartersBefore are the last quarters that have ended everywhere, the newest first.
func quartersBefore(r peerwork.Roster, now time.Time) []peerwork.Period {
	var ended []peerwork.Period
	quarter := peerwork.WeekOf(now, time.UTC).QuarterOf()
	for len(ended) < quartersOffered {
		if quarter.Ended(now, r.LastZone(quarter)) {
			ended = append(ended, quarter)
		}
		quarter = peerwork.WeekOf(quarter.Start(time.UTC).AddDate(0, 0, -1), time.UTC).QuarterOf()
	}
	return ended
}
