package bot

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"handrail/handlers"
	"handrail/peerwork"
)

// TestMetricsDoNotTellWhatSomebodyDid comes through every door there is, and looks at what is counted apart. Whoever reads
// the metrics must not see when somebody wrote a note that they show nobody, opened one or deleted one. That a request
// came is counted all the same: docs/threat-model.md says so.
func TestMetricsDoNotTellWhatSomebodyDid(t *testing.T) {
	doors := handlers.New(handlers.Dependencies{})
	nothing := always(handlers.Reply{})
	reg := handlers.Registry{Actions: map[string]handlers.Handler{}, Forms: map[string]handlers.Handler{}, Home: nothing, Direct: nothing}
	all := []arrival{{kind: kindHome}, {kind: kindDirect}, {kind: kindIgnored}}
	for _, c := range doors.Commands {
		reg.Commands = append(reg.Commands, handlers.Command{Name: c.Name, Handle: nothing})
		all = append(all, arrival{kind: kindCommand, request: handlers.Request{Name: c.Name}})
	}
	for _, s := range doors.Shortcuts {
		reg.Shortcuts = append(reg.Shortcuts, handlers.Shortcut{CallbackID: s.CallbackID, Handle: nothing})
		all = append(all, arrival{kind: kindShortcut, request: handlers.Request{Name: s.CallbackID}})
	}
	for id := range doors.Actions {
		reg.Actions[id] = nothing
		all = append(all, arrival{kind: kindAction, request: handlers.Request{Name: id}})
	}
	for id := range doors.Forms {
		reg.Forms[id] = nothing
		all = append(all, arrival{kind: kindSubmission, request: handlers.Request{Name: id}})
	}
	reg.Actions["refuse"] = func(context.Context, handlers.Request) (handlers.Reply, error) {
		return handlers.Reply{}, &peerwork.Error{What: "No."}
	}
	all = append(all, arrival{kind: kindAction, request: handlers.Request{Name: "refuse:it"}})
	b, _ := offline(t, reg)
	metrics := prometheus.NewRegistry()
	b.metrics = NewMetrics(metrics)
	for _, a := range all {
		a.request.Workspace, a.request.User, a.request.Once, a.request.Now = "T01PLAY", sam, peerwork.NewID(), noon()
		b.take(a, func(json.RawMessage, bool) {})
	}
	must(t, b.Wait(t.Context()))
	want := map[string][]string{
		"handrail_requests_total":      {"command done", "event done", "press done", "press told", "submission done"},
		"handrail_acknowledge_seconds": {"command", "event", "press", "submission"},
	}
	if diff := cmp.Diff(want, countedApart(t, metrics)); diff != "" {
		t.Errorf("after %d different requests: -want +got\n%s", len(all), diff)
	}
}

// countedApart lists the values of the labels of each metric.
func countedApart(t *testing.T, metrics *prometheus.Registry) map[string][]string {
	t.Helper()
	families, err := metrics.Gather()
	must(t, err)
	apart := map[string][]string{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			values := ""
			for _, l := range m.GetLabel() {
				if values != "" {
					values += " "
				}
				values += l.GetValue()
			}
			apart[f.GetName()] = append(apart[f.GetName()], values)
		}
		slices.Sort(apart[f.GetName()])
	}
	return apart
}
