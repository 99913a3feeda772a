package storage_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/storage"
)

// nothing follows an answer.
func nothing(pw.SoonRequest) []pw.Delivery { return nil }

// follows puts one delivery out after an answer.
func follows(id string) func(pw.SoonRequest) []pw.Delivery {
	return func(pw.SoonRequest) []pw.Delivery { return []pw.Delivery{aDelivery(id)} }
}

// aSoon is Sam's wish to talk soon with Ama; Lee is the deputy.
func aSoon(n pw.NoteID) pw.SoonRequest {
	return pw.SoonRequest{
		ID: "soon-1", Workspace: here, Note: n, Worker: sam, Team: riverside, Week: "2026-W47", Supervisor: ama, Deputy: lee,
		Asked: monday, Passes: monday.Add(4 * time.Hour),
	}
}

func TestSoon(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday)
		n := save(t, s, aNote())
		r := aSoon(n.ID)
		must(t, s.SaveSoon(ctx, "k", r, aDelivery("to-ama"), aDelivery("to-sam")))
		if err := s.SaveSoon(ctx, "k2", r, aDelivery("again")); !errors.Is(err, pw.ErrDuplicate) {
			t.Errorf("asked twice: %v", err)
		}
		got, err := s.Soon(ctx, here, "soon-1")
		must(t, err)
		if diff := cmp.Diff(r, got); diff != "" {
			t.Error(diff)
		}
		for name, by := range map[string]pw.UserID{"a line manager": jo, "the deputy before it passed": lee, "the worker": sam} {
			if _, err := s.AcknowledgeSoon(ctx, "", here, "soon-1", by, monday, follows("wrong")); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("%s acknowledged: %v", name, err)
			}
		}
		got, err = s.AcknowledgeSoon(ctx, "", here, "soon-1", ama, monday.Add(time.Hour), follows("seen"))
		must(t, err)
		r.Acknowledged, r.AcknowledgedBy, r.Passes = monday.Add(time.Hour), ama, time.Time{}
		if diff := cmp.Diff(r, got); diff != "" {
			t.Error(diff)
		}
		got, err = s.AcknowledgeSoon(ctx, "", here, "soon-1", ama, monday.Add(2*time.Hour), follows("seen-again"))
		if !errors.Is(err, pw.ErrDuplicate) || got.AcknowledgedBy != ama {
			t.Errorf("a second press: %v %v", got, err)
		}
		if _, err := s.TakeBackSoon(ctx, here, "soon-1", sam); !errors.Is(err, pw.ErrDuplicate) {
			t.Errorf("taken back after the answer: %v", err)
		}
		if moved, err := s.MoveSoonOn(ctx, r.MovedOn(lee, monday, monday), monday.Add(4*time.Hour), aDelivery("to-lee")); moved || err != nil {
			t.Errorf("moved on after the answer: %v", err)
		}
		out, err := s.ClaimDeliveries(ctx, monday, monday, monday, 9)
		must(t, err)
		if diff := cmp.Diff([]string{"seen", "to-ama", "to-sam"}, ids(out)); diff != "" {
			t.Error(diff)
		}
		must(t, s.DeleteNote(ctx, "", here, sam, n.ID, monday))
		if _, err := s.Soon(ctx, here, "soon-1"); !errors.Is(err, pw.ErrNotFound) {
			t.Errorf("the request outlives its note: %v", err)
		}
	})
}

func TestSoonMovesOn(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday)
		r := aSoon(save(t, s, aNote()).ID)
		must(t, s.SaveSoon(ctx, "", r))
		due := r.Passes
		if next, err := s.NextDue(ctx); err != nil || !next.Equal(due) {
			t.Errorf("next due %v, %v; want %v", next, err, due)
		}
		early, err := s.SoonToMoveOn(ctx, due.Add(-time.Millisecond), 9)
		must(t, err)
		found, err := s.SoonToMoveOn(ctx, due, 9)
		must(t, err)
		if diff := cmp.Diff([]pw.SoonRequest{r}, found); len(early) > 0 || diff != "" {
			t.Errorf("%v %s", early, diff)
		}
		passed := r.MovedOn(lee, due, due.Add(time.Hour))
		for i, want := range []bool{true, false} {
			if moved, err := s.MoveSoonOn(ctx, passed, due, aDelivery("to-lee")); moved != want || err != nil {
				t.Errorf("%d: moved %v, %v", i, moved, err)
			}
		}
		got, err := s.Soon(ctx, here, r.ID)
		must(t, err)
		if diff := cmp.Diff(passed, got); diff != "" {
			t.Error(diff)
		}
		got, err = s.AcknowledgeSoon(ctx, "", here, r.ID, lee, due.Add(time.Minute), nothing)
		if err != nil || got.AcknowledgedBy != lee {
			t.Errorf("the deputy: %v %v", got, err)
		}
	})
}

// Whoever was asked and has left the role since may not answer.
func TestSoonAfterARoleWasLost(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday)
		r := aSoon(save(t, s, aNote()).ID)
		must(t, s.SaveSoon(ctx, "", r))
		_, err := s.MoveSoonOn(ctx, r.MovedOn(lee, r.Passes, r.Passes.Add(time.Hour)), r.Passes)
		must(t, err)
		without := aRoster()
		without.Teams[0].Workers[0].Supervisor, without.Teams[0].Deputies = jo, nil
		saveRoster(t, s, without, monday.Add(time.Hour))
		for _, u := range []pw.UserID{ama, lee, jo} {
			if _, err := s.AcknowledgeSoon(ctx, "", here, r.ID, u, monday, follows("wrong")); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("%s acknowledged: %v", u, err)
			}
		}
	})
}

func TestSoonTakenBack(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		r := aSoon(save(t, s, aNote()).ID)
		waiting := aDelivery("to-ama")
		waiting.Subject = r.ID
		must(t, s.SaveSoon(ctx, "", r, waiting))
		for _, u := range []pw.UserID{ama, kim} {
			if _, err := s.TakeBackSoon(ctx, here, r.ID, u); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("%s took it back: %v", u, err)
			}
		}
		_, err := s.TakeBackSoon(ctx, here, r.ID, sam)
		must(t, err)
		counts, err := s.SoonCounts(ctx, here, sam)
		must(t, err)
		out, err := s.ClaimDeliveries(ctx, monday, monday, monday, 9)
		must(t, err)
		if len(counts)+len(out) > 0 {
			t.Errorf("left: %v %v", counts, out)
		}
		must(t, s.SaveSoon(ctx, "", r)) // it can be asked again
	})
}

func TestWhatCountsOfSoon(t *testing.T) {
	for _, c := range []struct {
		name   string
		happen func(t *testing.T, s *storage.Store, r pw.SoonRequest)
		want   []pw.SoonCount
	}{
		{"not answered yet", func(*testing.T, *storage.Store, pw.SoonRequest) {}, []pw.SoonCount{{Week: "2026-W47"}}},
		{"answered in time, whatever becomes of the note", func(t *testing.T, s *storage.Store, r pw.SoonRequest) {
			_, err := s.AcknowledgeSoon(t.Context(), "", here, r.ID, ama, monday, nothing)
			must(t, err)
			must(t, s.DeleteNote(t.Context(), "", here, sam, r.Note, monday))
		}, []pw.SoonCount{{Week: "2026-W47", Answered: pw.SoonAnsweredInTime}}},
		{"answered late", func(t *testing.T, s *storage.Store, r pw.SoonRequest) {
			_, err := s.MoveSoonOn(t.Context(), r.MovedOn("", r.Passes, time.Time{}), r.Passes)
			must(t, err)
			_, err = s.AcknowledgeSoon(t.Context(), "", here, r.ID, ama, monday.AddDate(0, 0, 2), nothing)
			must(t, err)
		}, []pw.SoonCount{{Week: "2026-W47", Answered: pw.SoonAnsweredLate}}},
		{"nothing of one whose note was deleted while it was under way", func(t *testing.T, s *storage.Store, r pw.SoonRequest) {
			must(t, s.DeleteNote(t.Context(), "", here, sam, r.Note, monday))
		}, nil},
		{"nothing of somebody who deleted everything", func(t *testing.T, s *storage.Store, r pw.SoonRequest) {
			must(t, s.DeleteAll(t.Context(), "", here, sam, monday))
		}, nil},
		{"nothing once the quarter is long over", func(t *testing.T, s *storage.Store, _ pw.SoonRequest) {
			_, err := s.Expire(t.Context(), time.Date(2027, 2, 10, 0, 0, 0, 0, time.UTC))
			must(t, err)
		}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			each(t, func(t *testing.T, s *storage.Store) {
				saveRoster(t, s, aRoster(), monday)
				r := aSoon(save(t, s, aNote()).ID)
				must(t, s.SaveSoon(t.Context(), "", r))
				c.happen(t, s, r)
				got, err := s.SoonCounts(t.Context(), here, sam)
				must(t, err)
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

func TestHowFarAWishToTalkHasCome(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday)
		n := save(t, s, aNote())
		message := func(id string, kind pw.DeliveryKind, due time.Time) pw.Delivery {
			return pw.Delivery{ID: id, Workspace: here, Kind: kind, Recipient: "U0", Subject: "soon-1", Due: due}
		}
		reach := func() [2]pw.Reach {
			t.Helper()
			r, err := s.Soon(ctx, here, "soon-1")
			must(t, err)
			return [2]pw.Reach{r.ToSupervisor, r.ToDeputy}
		}
		var got [][2]pw.Reach
		see := func() { t.Helper(); got = append(got, reach()) }

		// An earlier wish about the same note reached Ama, and was taken back.
		must(t, s.SaveSoon(ctx, "", aSoon(n.ID), message("before", pw.DeliverSoon, monday)))
		must(t, s.Delivered(ctx, "before", monday, "D1", "1.1"))
		see()
		_, err := s.TakeBackSoon(ctx, here, "soon-1", sam)
		must(t, err)
		again := aSoon(n.ID)
		again.Asked = monday.Add(time.Hour)
		must(t, s.SaveSoon(ctx, "", again, message("now", pw.DeliverSoon, again.Asked)))
		see()
		must(t, s.PutOff(ctx, "now", monday, "no answer"))
		see()
		must(t, s.Park(ctx, "now", "user_disabled", message("deputy", pw.DeliverSoonDeputy, again.Asked.Add(time.Minute))))
		see()
		must(t, s.Skip(ctx, "deputy", "no longer theirs to answer"))
		see()
		want := [][2]pw.Reach{
			{pw.Reached, pw.Reached}, {pw.OnItsWay, pw.Reached}, {pw.NotYet, pw.Reached}, {pw.NotReached, pw.OnItsWay}, {pw.NotReached, pw.NotReached},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAWishToTalkIsHastened(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday)
		r := aSoon(save(t, s, aNote()).ID)
		must(t, s.SaveSoon(ctx, "", r))
		for _, c := range []struct{ to, want time.Duration }{{5 * time.Hour, 4 * time.Hour}, {time.Hour, time.Hour}, {2 * time.Hour, time.Hour}} {
			must(t, s.HastenSoon(ctx, "T2", "soon-1", monday))
			must(t, s.HastenSoon(ctx, here, "soon-1", monday.Add(c.to)))
			ahead, err := s.SoonAhead(ctx, monday, 10)
			must(t, err)
			if len(ahead) != 1 || !ahead[0].Passes.Equal(monday.Add(c.want)) {
				t.Errorf("to %s: %v", c.to, ahead)
			}
		}
		if ahead, err := s.SoonAhead(ctx, monday.Add(time.Hour), 10); err != nil || len(ahead) > 0 {
			t.Errorf("one that is due: %v, %v", ahead, err)
		}
		_, err := s.AcknowledgeSoon(ctx, "", here, "soon-1", ama, monday, nothing)
		must(t, err)
		must(t, s.HastenSoon(ctx, here, "soon-1", monday))
		if got, err := s.Soon(ctx, here, "soon-1"); err != nil || !got.Passes.IsZero() {
			t.Errorf("answered, it passes %s, %v", got.Passes, err)
		}
	})
}
