package bot

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Metrics count what people do, never who did it. Use NewMetrics.
type Metrics struct {
	taken *prometheus.CounterVec
	time  *prometheus.HistogramVec
}

// NewMetrics returns the bot's metrics, registered with r unless it is nil. Their labels are kinds, names from the
// registry and outcomes.
func NewMetrics(r prometheus.Registerer) *Metrics {
	m := &Metrics{
		taken: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "handrail_requests_total", Help: "What Slack told Handrail, by kind, name and outcome.",
		}, []string{"kind", "name", "outcome"}),
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

func (m *Metrics) took(k kind, name string, r result, began time.Time) {
	m.taken.WithLabelValues(string(k), name, string(r)).Inc()
	m.time.WithLabelValues(string(k)).Observe(time.Since(began).Seconds())
}
