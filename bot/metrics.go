package bot

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Metrics count that something was asked and how it ended: neither who asked nor what for, for whoever reads them would see
// when somebody wrote, opened or deleted. Use NewMetrics.
type Metrics struct {
	taken *prometheus.CounterVec
	time  *prometheus.HistogramVec
}

// NewMetrics returns the bot's metrics, registered with r unless it is nil. Their labels are the sorts of request below, and
// outcomes.
func NewMetrics(r prometheus.Registerer) *Metrics {
	m := &Metrics{
		taken: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "handrail_requests_total", Help: "What Slack told Handrail, by kind and outcome.",
		}, []string{"kind", "outcome"}),
		time: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "handrail_acknowledge_seconds", Help: "Time until the acknowledgement. Slack allows 3 seconds.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2, 2.5, 3},
		}, []string{"kind"}),
	}
	if r != nil {
		r.MustRegister(m.taken, m.time)
	}
	return m
}

func (m *Metrics) took(k kind, r result, began time.Time) {
	m.taken.WithLabelValues(k.counted(), string(r)).Inc()
	m.time.WithLabelValues(k.counted()).Observe(time.Since(began).Seconds())
}

// counted is what the metrics tell of a kind: command, press, submission or event.
func (k kind) counted() string {
	switch k {
	case kindCommand, kindSubmission:
		return string(k)
	case kindShortcut, kindAction:
		return "press"
	}
	return "event"
}
