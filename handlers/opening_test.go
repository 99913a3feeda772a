package handlers_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"handrail/handlers"
	"handrail/mask"
	pw "handrail/peerwork"
	"handrail/views"
)

// slowStore reads who is who as slowly as its context lets it.
type slowStore struct {
	handlers.Store
	fails error         // after a while, when it is not nil
	takes time.Duration // when it is not 0
}

func (s slowStore) Bearings(ctx context.Context, _ pw.WorkspaceID, _ pw.UserID) (pw.Roster, pw.Preferences, map[pw.UserID]pw.Person, error) {
	if s.fails != nil {
		return pw.Roster{}, pw.Preferences{}, nil, s.fails
	}
	if s.takes > 0 {
		select {
		case <-time.After(s.takes):
			return pw.Roster{}, pw.Preferences{}, nil, nil
		case <-ctx.Done():
		}
	}
	<-ctx.Done()
	return pw.Roster{}, pw.Preferences{}, nil, ctx.Err()
}

func over(t *testing.T, s slowStore) handlers.Registry {
	t.Helper()
	return handlers.New(handlers.Dependencies{Store: s, Masker: mask.New(), Bank: ourBank(t)})
}

func TestAFormThatCannotOpenInTimeOffersToTryAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all := over(t, slowStore{})
		tests := []struct {
			name          string
			handle        handlers.Handler
			request       handlers.Request
			action, value string
		}{
			{"a command without words", all.Commands[0].Handle, handlers.Request{Name: "/reflect"}, views.ActWrite, ""},
			{"a boundary question", all.Commands[1].Handle, handlers.Request{Name: "/boundary"}, views.ActAskBoundary, ""},
			{"a shortcut", all.Shortcuts[0].Handle, handlers.Request{Name: views.ShortcutReflect}, views.ActWrite, ""},
			{"a button of one's own note", all.Actions[views.ActOpenNote], handlers.Request{Name: views.Action(views.ActOpenNote, "n1"), Text: "n1"}, views.Action(views.ActOpenNote, "n1"), "n1"},
		}
		for _, tt := range tests {
			began := time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			reply, err := tt.handle(ctx, tt.request)
			cancel()
			if took := time.Since(began); took != 200*time.Millisecond || err != nil || reply.Form != nil || reply.Say == nil {
				t.Fatalf("%s: after %s %+v, %v", tt.name, took, reply, err)
			}
			want := views.TryAgain(tt.action, tt.value)
			if string(views.AppendBlocks(nil, reply.Say.Blocks)) != string(views.AppendBlocks(nil, want.Blocks)) {
				t.Errorf("%s: said %+v", tt.name, reply.Say)
			}
		}
	})
}

func TestOnlyBeingLateIsCalledLate(t *testing.T) {
	broken := errors.New("the disk is broken")
	_, err := over(t, slowStore{fails: broken}).Commands[0].Handle(t.Context(), handlers.Request{Name: "/reflect"})
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestWordsAreSavedHoweverSlowReadingIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		_, err := over(t, slowStore{}).Commands[0].Handle(ctx, handlers.Request{Name: "/reflect", Text: "our words"})
		if took := time.Since(began); took != 2*time.Second || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("given up after %s: %v", took, err)
		}
	})
}

func TestFormsBehindButtonsAreReadForInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all := over(t, slowStore{})
		for _, name := range []string{
			views.ActWrite, views.ActNotes, views.ActResume, views.ActPair, views.ActSessions, views.ActSessionPairPage, views.ActPastSessions,
			views.ActAllActions, views.ActCoReflect, views.ActOpenShared, views.ActReadShared, views.ActOpenLine, views.ActGroupRead,
		} {
			began := time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			reply, err := all.Actions[name](ctx, handlers.Request{Name: views.Action(name, "x"), Text: "x"})
			cancel()
			if took := time.Since(began); took != 200*time.Millisecond || err != nil || reply.Say == nil {
				t.Errorf("%s: after %s %+v, %v", name, took, reply, err)
			}
		}
	})
}

// A digest is frozen by its first drawing: that is not cut off, so that the next press finds it drawn.
func TestADigestIsDrawnWholeAndOpensInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		press := func(takes time.Duration) handlers.Reply {
			reply, err := over(t, slowStore{takes: takes}).Actions[views.ActLastDigest](t.Context(), handlers.Request{Name: views.Action(views.ActLastDigest, "x"), Text: "x"})
			if err != nil {
				t.Fatal(err)
			}
			return reply
		}
		if r := press(100 * time.Millisecond); r.Form == nil || r.Say != nil {
			t.Errorf("in time: %+v", r)
		}
		if r := press(300 * time.Millisecond); r.Form != nil || r.Say == nil {
			t.Errorf("late: %+v", r)
		}
	})
}
