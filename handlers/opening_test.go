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
	fails error // after a while, when it is not nil
}

func (s slowStore) Bearings(ctx context.Context, _ pw.WorkspaceID, _ pw.UserID) (pw.Roster, pw.Preferences, map[pw.UserID]pw.Person, error) {
	if s.fails != nil {
		return pw.Roster{}, pw.Preferences{}, nil, s.fails
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
