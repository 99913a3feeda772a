package handlers

import (
	"errors"
	"sync/atomic"
	"testing"
)

func TestAPageIsDrawnWhileItsNoteIsSavedAlone(t *testing.T) {
	var busy atomic.Int32
	begun := make(chan struct{})
	save := func() error { <-begun; return nil } // ends only because drawing begins
	page, err := meanwhile(&busy, save, func() string { close(begun); return "the page" })
	if page != "the page" || err != nil || busy.Load() != 0 {
		t.Errorf("got %q, %v; %d are left saving", page, err, busy.Load())
	}
}

func TestInCompanyAPageIsDrawnOnceItsNoteIsSaved(t *testing.T) {
	var busy atomic.Int32
	busy.Store(1) // somebody else
	saved := false
	page, err := meanwhile(&busy, func() error { saved = true; return nil }, func() bool { return saved })
	if !page || err != nil || busy.Load() != 1 {
		t.Errorf("drawn after: %v, %v; %d are left saving", page, err, busy.Load())
	}
}

func TestNothingIsSaidOfANoteThatWasNotSaved(t *testing.T) {
	full := errors.New("the disk is full")
	for name, others := range map[string]int32{"alone": 0, "in company": 1} {
		t.Run(name, func(t *testing.T) {
			var busy atomic.Int32
			busy.Store(others)
			page, err := meanwhile(&busy, func() error { return full }, func() string { return "Saved." })
			if page != "" || !errors.Is(err, full) || busy.Load() != others {
				t.Errorf("got %q, %v; %d are left saving", page, err, busy.Load())
			}
		})
	}
}

func TestAPageThatBreaksOffDoesSoWhereThePersonCanBeTold(t *testing.T) {
	var busy atomic.Int32
	defer func() {
		if recover() == nil || busy.Load() != 0 {
			t.Errorf("nobody hears of it; %d are left saving", busy.Load())
		}
	}()
	_, _ = meanwhile(&busy, func() error { return nil }, func() string { panic("broken") })
}
