package storage

import (
	"context"
	"fmt"
	"strings"

	pw "handrail/peerwork"
)

// manyAtOnce is how many ids one query asks for. Fewer are filled up with the last of them, so that the query's text stays
// the same.
const manyAtOnce = 100

// listMany runs a query for each manyAtOnce of the ids, which stand in it as ?2 and on, where it says {{ids}}.
func listMany[T any, ID ~string](t tx, scan func(scanner) (T, error), query string, ws pw.WorkspaceID, ids []ID) ([]T, error) {
	query = strings.Replace(query, "{{ids}}", manyNumbers(), 1)
	var all []T
	for from := 0; from < len(ids); from += manyAtOnce {
		args := []any{ws}
		for i := range manyAtOnce {
			args = append(args, string(ids[min(from+i, len(ids)-1)]))
		}
		found, err := list(t, scan, query, args...)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

func manyNumbers() string {
	numbers := make([]string, manyAtOnce)
	for i := range numbers {
		numbers[i] = fmt.Sprintf("?%d", i+2)
	}
	return strings.Join(numbers, ", ")
}

type ownSettings struct {
	user     pw.UserID
	settings string
}

func scanOwnSettings(row scanner) (o ownSettings, err error) {
	err = row.Scan(&o.user, &o.settings)
	return o, err
}

// PreferencesOf returns the settings of those of the people who have changed any.
func (s *Store) PreferencesOf(ctx context.Context, ws pw.WorkspaceID, users ...pw.UserID) (map[pw.UserID]pw.Preferences, error) {
	found, err := listMany(s.db.look(ctx), scanOwnSettings, `
		SELECT user_id, settings FROM preferences WHERE workspace = ?1 AND user_id IN ({{ids}})`, ws, users)
	if err != nil {
		return nil, fmt.Errorf("read the settings of many: %w", err)
	}
	all := make(map[pw.UserID]pw.Preferences, len(found))
	for _, o := range found {
		if all[o.user], err = parsePreferences(o.settings); err != nil {
			return nil, fmt.Errorf("read the settings of %s: %w", o.user, err)
		}
	}
	return all, nil
}

type askedOne struct {
	audience string
	asked    pw.Asked
}

func scanAskedOne(row scanner) (a askedOne, err error) {
	err = row.Scan(&a.audience, &a.asked.Prompt, when{&a.asked.At})
	return a, err
}

// AskedOfEach returns every prompt that was put to each of the audiences, oldest first.
func (s *Store) AskedOfEach(ctx context.Context, ws pw.WorkspaceID, audiences ...string) (map[string][]pw.Asked, error) {
	found, err := listMany(s.db.look(ctx), scanAskedOne, `
		SELECT audience, prompt, at FROM asked WHERE workspace = ?1 AND audience IN ({{ids}}) ORDER BY audience, at, entry`, ws, audiences)
	if err != nil {
		return nil, fmt.Errorf("list what many were asked: %w", err)
	}
	all := make(map[string][]pw.Asked, len(audiences))
	for _, a := range found {
		all[a.audience] = append(all[a.audience], a.asked)
	}
	return all, nil
}
