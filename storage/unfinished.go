package storage

import (
	"context"
	"errors"
	"log/slog"
	"time"

	pw "handrail/peerwork"
)

var errUnfinished = errors.New("not built yet")

type Keyring struct{}

type Options struct {
	URL  string
	Keys *Keyring
	Log  *slog.Logger
}

type Store struct{}

func Open(ctx context.Context, o Options) (*Store, error)      { return nil, errUnfinished }
func NewKeyFile(path string) error                             { return errUnfinished }
func LoadKeyring(path string) (*Keyring, error)                { return nil, errUnfinished }
func RotateKeyFile(path string) error                          { return errUnfinished }
func Restore(ctx context.Context, url, file string) error      { return errUnfinished }
func (s *Store) Close() error                                  { return errUnfinished }
func (s *Store) Ping(ctx context.Context) error                { return errUnfinished }
func (s *Store) Kind() string                                  { return "" }
func (s *Store) Backup(ctx context.Context, file string) error { return errUnfinished }
func (s *Store) RewrapKeys(ctx context.Context) (int, error)   { return 0, errUnfinished }
func (s *Store) EnsureWorkspace(ctx context.Context, ws pw.WorkspaceID, name string) error {
	return errUnfinished
}

func (s *Store) SaveNote(ctx context.Context, once string, n pw.Note, out ...pw.Delivery) (pw.Note, error) {
	return n, errUnfinished
}
func (s *Store) OwnNote(ctx context.Context, ws pw.WorkspaceID, author pw.UserID, id pw.NoteID) (pw.Note, error) {
	return pw.Note{}, errUnfinished
}
func (s *Store) ReviseNote(ctx context.Context, once string, ws pw.WorkspaceID, author pw.UserID, id pw.NoteID, now time.Time, change func(*pw.Note) error, out ...pw.Delivery) (pw.Note, error) {
	return pw.Note{}, errUnfinished
}
func (s *Store) DeleteNote(ctx context.Context, once string, ws pw.WorkspaceID, author pw.UserID, id pw.NoteID, now time.Time) error {
	return errUnfinished
}
func (s *Store) OwnNotes(ctx context.Context, ws pw.WorkspaceID, author pw.UserID, f pw.NoteFilter) ([]pw.Note, int, error) {
	return nil, 0, errUnfinished
}
func (s *Store) SharedWith(ctx context.Context, ws pw.WorkspaceID, viewer pw.UserID, team pw.TeamID, author pw.UserID, from, until time.Time) ([]pw.Listing, error) {
	return nil, errUnfinished
}
func (s *Store) OpenNote(ctx context.Context, ws pw.WorkspaceID, viewer pw.UserID, id pw.NoteID, now time.Time) (pw.Note, pw.Role, error) {
	return pw.Note{}, "", errUnfinished
}
func (s *Store) Receipts(ctx context.Context, ws pw.WorkspaceID, author pw.UserID) ([]pw.Receipt, error) {
	return nil, errUnfinished
}
func (s *Store) Expire(ctx context.Context, now time.Time) (int, error) { return 0, errUnfinished }
func (s *Store) DeleteAll(ctx context.Context, once string, ws pw.WorkspaceID, author pw.UserID, now time.Time) error {
	return errUnfinished
}

func (s *Store) Roster(ctx context.Context, ws pw.WorkspaceID) (pw.Roster, error) {
	return pw.Roster{}, errUnfinished
}
func (s *Store) SaveRoster(ctx context.Context, ws pw.WorkspaceID, revision int, r pw.Roster, by pw.UserID, now time.Time) error {
	return errUnfinished
}
func (s *Store) People(ctx context.Context, ws pw.WorkspaceID, ids ...pw.UserID) (map[pw.UserID]pw.Person, error) {
	return nil, errUnfinished
}
func (s *Store) AllPeople(ctx context.Context, ws pw.WorkspaceID) ([]pw.Person, error) {
	return nil, errUnfinished
}
func (s *Store) SavePeople(ctx context.Context, ws pw.WorkspaceID, people ...pw.Person) error {
	return errUnfinished
}
func (s *Store) Preferences(ctx context.Context, ws pw.WorkspaceID, user pw.UserID) (pw.Preferences, error) {
	return pw.Preferences{}, errUnfinished
}
func (s *Store) SavePreferences(ctx context.Context, ws pw.WorkspaceID, user pw.UserID, change func(*pw.Preferences)) error {
	return errUnfinished
}

func (s *Store) SaveSoon(ctx context.Context, once string, r pw.SoonRequest, out ...pw.Delivery) error {
	return errUnfinished
}
func (s *Store) Soon(ctx context.Context, ws pw.WorkspaceID, id string) (pw.SoonRequest, error) {
	return pw.SoonRequest{}, errUnfinished
}
func (s *Store) AcknowledgeSoon(ctx context.Context, once string, ws pw.WorkspaceID, id string, by pw.UserID, now time.Time, out ...pw.Delivery) (pw.SoonRequest, error) {
	return pw.SoonRequest{}, errUnfinished
}

func (s *Store) FreezeFigures(ctx context.Context, ws pw.WorkspaceID, team pw.TeamID, period pw.Period, loc *time.Location, now time.Time, decide func(pw.Counts) pw.Figures) (pw.Figures, error) {
	return pw.Figures{}, errUnfinished
}

func (s *Store) AskedOf(ctx context.Context, ws pw.WorkspaceID, audience string, since time.Time) ([]pw.Asked, error) {
	return nil, errUnfinished
}
func (s *Store) RecordAsked(ctx context.Context, ws pw.WorkspaceID, audience, prompt string, at time.Time) error {
	return errUnfinished
}

func (s *Store) DueSchedules(ctx context.Context, now time.Time, limit int) ([]pw.DueSchedule, error) {
	return nil, errUnfinished
}
func (s *Store) UnplacedSchedules(ctx context.Context, limit int) ([]pw.DueSchedule, error) {
	return nil, errUnfinished
}
func (s *Store) PlaceSchedule(ctx context.Context, ws pw.WorkspaceID, team pw.TeamID, id string, due time.Time) error {
	return errUnfinished
}
func (s *Store) ClaimSchedule(ctx context.Context, ws pw.WorkspaceID, team pw.TeamID, id string, due, next time.Time, out []pw.Delivery, asked []pw.AskedAudience) (bool, error) {
	return false, errUnfinished
}
func (s *Store) Enqueue(ctx context.Context, out ...pw.Delivery) error { return errUnfinished }
func (s *Store) ClaimDeliveries(ctx context.Context, now, leaseUntil, protocolNow time.Time, limit int) ([]pw.Delivery, error) {
	return nil, errUnfinished
}
func (s *Store) Delivered(ctx context.Context, id string, at time.Time, channel, ts string) error {
	return errUnfinished
}
func (s *Store) PutOff(ctx context.Context, id string, until time.Time, reason string) error {
	return errUnfinished
}
func (s *Store) Park(ctx context.Context, id, reason string) error { return errUnfinished }
func (s *Store) Skip(ctx context.Context, id, reason string) error { return errUnfinished }
func (s *Store) Parked(ctx context.Context, ws pw.WorkspaceID, limit int) ([]pw.Delivery, error) {
	return nil, errUnfinished
}
func (s *Store) NextDue(ctx context.Context) (time.Time, error) { return time.Time{}, errUnfinished }
