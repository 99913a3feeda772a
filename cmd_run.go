package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"handrail/bot"
	"handrail/config"
	"handrail/internal/resident"
	"handrail/storage"
)

const (
	stopTime      = 10 * time.Second // how long a stopping bot may take to finish what it acknowledged
	givesBackEach = time.Minute      // how often memory that is mapped and not used goes back to the system
)

type runCmd struct{}

// Run connects to Slack until it is told to stop.
func (runCmd) Run(sh *shell) error {
	c, err := sh.config()
	if err != nil {
		return err
	}
	if err := c.CheckSlack(); err != nil {
		return err
	}
	log := sh.log()
	for _, name := range config.Unknown(sh.names()) {
		log.Warn("no setting has this name", "name", name)
	}
	store, err := openStore(sh.ctx, c, log)
	if err != nil {
		return err
	}
	defer store.Close()
	id, err := identify(sh.ctx, c)
	if err != nil {
		return err
	}
	if err := claim(sh.ctx, store, id, time.Now()); err != nil {
		return err
	}
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	h, err := build(c, store, id, time.Now, metrics, log)
	if err != nil {
		return err
	}
	debug.FreeOSMemory() // what only starting needed
	runMoreAtOnce()
	log.Info("handrail starts", "version", version(), "workspace", id.Workspace, "mode", c.Mode(), "database", store.Kind())
	return h.serve(sh.ctx, c, metrics)
}

// serve runs every part of the house until the context ends or one of them fails, and then lets what was
// acknowledged be finished.
func (h *house) serve(ctx context.Context, c config.Config, metrics *prometheus.Registry) error {
	if err := h.bot.People().Load(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var parts sync.WaitGroup
	start := func(part func(context.Context) error) {
		parts.Go(func() {
			defer func() {
				if recover() != nil { // its value may hold somebody's words, and does not belong in a crash's text
					cancel(errors.New("a part of Handrail broke off unexpectedly: start it again"))
				}
			}()
			if err := part(ctx); err != nil {
				cancel(err)
			}
		})
	}
	web, err := h.web(c)
	if err != nil {
		return err
	}
	start(listener("HANDRAIL_LISTEN", c.Listen, web))
	if c.MetricsListen != "none" {
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}))
		start(listener("HANDRAIL_METRICS_LISTEN", c.MetricsListen, mux))
	}
	if c.Mode() == "socket" {
		start(h.socket)
	}
	start(func(ctx context.Context) error { h.bot.People().Run(ctx); return nil })
	start(func(ctx context.Context) error { h.scheduler.Run(ctx, time.Now); return nil })
	start(func(ctx context.Context) error { mindKeys(ctx, c, time.Now, h.log); return nil })
	start(h.staySmall)
	parts.Wait()
	return errors.Join(h.finish(), because(ctx))
}

// socket stays connected by Socket Mode. Its error says who tells how to mend it.
func (h *house) socket(ctx context.Context) error {
	if err := h.bot.RunSocket(ctx); err != nil {
		return fmt.Errorf("SLACK_APP_TOKEN: %w (run handrail doctor)", err)
	}
	return nil
}

// staySmall gives back memory until the context ends, or until the system does not let it: that costs nothing but
// memory.
func (h *house) staySmall(ctx context.Context) error {
	for {
		if err := resident.GiveBack(); err != nil {
			h.log.Info("unused memory is not given back", "error", err)
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(givesBackEach):
		}
	}
}

// mindKeys warns once a day while master keys are overdue. It never rotates by itself: docs/adr says why.
func mindKeys(ctx context.Context, c config.Config, now func() time.Time, log *slog.Logger) {
	for {
		keys, err := storage.LoadKeyring(c.KeyFile)
		if err != nil {
			log.Warn("the key file cannot be read now", "error", err)
		} else {
			for _, found := range overdue(keys, c.BackupDays, now()) {
				log.Warn("key rotation is overdue", "found", found, "mend", mendRotation)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(24 * time.Hour):
		}
	}
}

func because(ctx context.Context) error {
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		return cause
	}
	return nil
}

func (h *house) finish() error {
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	if err := h.bot.Wait(ctx); err != nil {
		return fmt.Errorf("finish what was acknowledged: %w", err)
	}
	return nil
}

// web serves health in both modes, and Slack's requests in HTTP mode.
func (h *house) web(c config.Config) (http.Handler, error) {
	mux := http.NewServeMux()
	mux.Handle("/", bot.Health(func(ctx context.Context) (string, error) { return h.ready(ctx, c) }))
	if c.Mode() != "http" {
		return mux, nil
	}
	slack, err := h.bot.Handler()
	if err != nil {
		return nil, err
	}
	mux.Handle("/slack/", slack)
	return mux, nil
}

// ready says whether what a person writes can be taken. That no message goes out is wrong, but no reason for a proxy to
// keep from Handrail what people write.
func (h *house) ready(ctx context.Context, c config.Config) (wrong string, err error) {
	if err := h.store.Ping(ctx); err != nil {
		return "", errors.New("the database does not answer")
	}
	if c.Mode() == "socket" && !h.bot.Connected() {
		return "", errors.New("not connected to Slack")
	}
	if why := h.scheduler.Barred(); why != "" {
		wrong = "no message gets through to Slack, and all wait: " + why
	}
	return wrong, nil
}

// newServer serves what wholeAnswers listens to.
func newServer(handler http.Handler) *http.Server {
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 15 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10, ConnState: sendHeld,
	}
}

// listener serves a handler at the address of a setting until the context ends.
func listener(setting, address string, handler http.Handler) func(context.Context) error {
	return func(ctx context.Context) error {
		var network net.ListenConfig
		l, err := network.Listen(ctx, "tcp", address)
		if errors.Is(err, syscall.EADDRINUSE) {
			return fmt.Errorf("%s: something listens at %s already: stop it, or name another address", setting, address)
		}
		if err != nil {
			return fmt.Errorf("%s: %w; expected an address of this machine that this user may listen at, such as 127.0.0.1:8080", setting, err)
		}
		server := newServer(handler)
		stopped := make(chan struct{})
		context.AfterFunc(ctx, func() {
			defer close(stopped)
			stopping, cancel := context.WithTimeout(context.Background(), stopTime)
			defer cancel()
			_ = server.Shutdown(stopping)
		})
		if err := server.Serve(wholeAnswers{l}); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve at %s: %w", address, err)
		}
		<-stopped
		return nil
	}
}
