package storage_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	compare "github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/storage"
)

func TestBankChanges(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		ctx, s, other := t.Context(), p.open(t), p.open(t)
		of := func(s *storage.Store, ws pw.WorkspaceID) pw.BankChanges {
			t.Helper()
			b, err := s.BankChanges(ctx, ws)
			must(t, err)
			return b
		}
		own := pw.OwnPrompt{ID: "own-tea", Written: `{"text":"Who made the tea?"}`}
		t.Run("are none at first, and come back whole", func(t *testing.T) {
			if diff := compare.Diff(pw.BankChanges{}, of(s, here)); diff != "" {
				t.Error(diff)
			}
			must(t, s.SaveBankChanges(ctx, here, 0, pw.BankChanges{Own: []pw.OwnPrompt{own}, Off: []string{"r2-b", "r1-a"}}, ama, monday))
			own.Added = monday
			want := pw.BankChanges{Revision: 1, Own: []pw.OwnPrompt{own}, Off: []string{"r1-a", "r2-b"}}
			for _, each := range []*storage.Store{s, other, s} {
				if diff := compare.Diff(want, of(each, here)); diff != "" {
					t.Error(diff)
				}
			}
			if got := of(s, there); got.Revision != 0 {
				t.Errorf("another workspace has %+v", got)
			}
		})
		t.Run("are not made over somebody else's", func(t *testing.T) {
			if err := other.SaveBankChanges(ctx, here, 0, pw.BankChanges{}, jo, monday); !errors.Is(err, pw.ErrChanged) {
				t.Errorf("got %v", err)
			}
		})
		t.Run("never change what a prompt says", func(t *testing.T) {
			b := of(s, here)
			b.Own[0].Written = `{"text":"Who drank it?"}`
			if err := s.SaveBankChanges(ctx, here, 1, b, ama, monday); err == nil || !strings.Contains(err.Error(), "never changed") {
				t.Errorf("got %v", err)
			}
			must(t, s.SaveBankChanges(ctx, here, 1, pw.BankChanges{Own: []pw.OwnPrompt{}}, ama, monday))
			if got := of(s, here); len(got.Own) != 1 || got.Own[0].Written != own.Written || len(got.Off) != 0 {
				t.Errorf("got %+v", got)
			}
		})
		t.Run("retire a prompt, seen at once by another replica", func(t *testing.T) {
			b := of(other, here)
			if !b.Retire("own-tea") || b.Retire("own-none") {
				t.Error("Retire knows what there is")
			}
			must(t, s.SaveBankChanges(ctx, here, 2, b, ama, monday.Add(time.Hour)))
			if got := of(other, here); !got.Own[0].Retired || !got.Own[0].Added.Equal(monday) {
				t.Errorf("got %+v", got)
			}
		})
	})
}

func TestTheMessageOfAPrompt(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		for i, id := range []string{"r1-a", "r2-b"} {
			at := monday.Add(time.Duration(i) * time.Hour)
			must(t, s.Enqueue(ctx, pw.Delivery{ID: id, Workspace: here, Kind: pw.DeliverMemberPrompt, Recipient: string(sam), Subject: id, Due: at}))
			must(t, s.Delivered(ctx, id, at, "D0SAM", "100."+numbered(i)))
		}
		prompt := func(user pw.UserID, message string) string {
			t.Helper()
			id, err := s.PromptAt(ctx, here, user, message)
			if err != nil && !errors.Is(err, pw.ErrNotFound) {
				t.Fatal(err)
			}
			return id
		}
		if got := prompt(sam, "100.000"); got != "r1-a" {
			t.Errorf("got %q", got)
		}
		for _, none := range []string{prompt(kim, "100.000"), prompt(sam, ""), prompt(sam, "100.009")} {
			if none != "" {
				t.Errorf("got %q", none)
			}
		}
		sent := func(since time.Time, want ...string) {
			t.Helper()
			got, err := s.PromptsSent(ctx, here, sam, since)
			must(t, err)
			if diff := compare.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		}
		sent(monday, "r2-b", "r1-a")
		sent(monday.Add(time.Minute), "r2-b")
		must(t, s.ReplacePrompt(ctx, here, sam, "100.001", "m1-c"))
		must(t, s.ReplacePrompt(ctx, here, sam, "100.000", ""))
		must(t, s.ReplacePrompt(ctx, here, sam, "", "e1-d"))
		sent(monday, "m1-c")
		if got := prompt(sam, "100.000") + prompt(sam, "100.001"); got != "m1-c" {
			t.Errorf("got %q", got)
		}
	})
}
