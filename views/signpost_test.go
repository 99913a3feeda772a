package views_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"handrail/views"
)

func TestTheSafeguardingLeadTakesTheirPlace(t *testing.T) {
	for name, c := range map[string]struct{ steps, want []string }{
		"in the step that speaks of them": {
			[]string{"Call 999.", "Tell your local Safeguarding lead.", "Then the record."}, []string{"Call 999.", "Tell your local Safeguarding lead: Ada Bell, 020.", "Then the record."},
		},
		"before the last where no step does": {[]string{"Call 999.", "Then the record."}, []string{"Call 999.", "Tell your local safeguarding lead: Ada Bell, 020.", "Then the record."}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, views.Signpost{Steps: c.steps}.WithLead("Ada Bell, 020.").Steps); diff != "" {
				t.Error(diff)
			}
		})
	}
	if diff := cmp.Diff(views.DefaultSignpost(), views.DefaultSignpost().WithLead("")); diff != "" {
		t.Error(diff)
	}
}
