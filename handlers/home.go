package handlers

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"handrail/peerwork"
	"handrail/views"
)

// home draws a person's App Home.
func (d *desk) home(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	page, err := d.homePage(ctx, h)
	if err != nil {
		return Reply{}, err
	}
	home := views.DrawHome(page)
	return Reply{Home: &home}, nil
}

func (d *desk) homePage(ctx context.Context, h here) (page views.HomePage, err error) {
	page = views.HomePage{Groups: len(h.groupTeams()) > 0, SetsUp: h.setsUp(), Writes: len(h.teams()) > 0, Manages: h.roster.ManagedBy(h.User), Zone: h.zone(), Signpost: d.signpost(h)}
	if page.Began, err = d.begun(ctx, h); err != nil {
		return page, err
	}
	if page.Notes, err = d.notesPage(ctx, h); err != nil {
		return page, err
	}
	if page.Bringing, page.ToBring, err = d.bringing(ctx, h, views.HomeBringing); err != nil {
		return page, err
	}
	if page.Opened, err = d.openings(ctx, h, ""); err != nil {
		return page, err
	}
	page.Pairs, err = d.pairs(ctx, h)
	return page, err
}

// pairs are the people whom the viewer supervises, and how many notes each lets them read.
func (d *desk) pairs(ctx context.Context, h here) ([]views.Pair, error) {
	workers := h.roster.SupervisedBy(h.User)
	if len(workers) == 0 {
		return nil, nil
	}
	shared, err := d.sharedBy(ctx, h)
	if err != nil {
		return nil, err
	}
	agendas, err := d.agendasBy(ctx, h)
	if err != nil {
		return nil, err
	}
	var pairs []views.Pair
	for _, w := range workers {
		pairs = append(pairs, views.Pair{Worker: h.named(w), Shared: shared[w], Agenda: agendas[w]})
		delete(agendas, w)
	}
	for _, w := range slices.Sorted(maps.Keys(agendas)) {
		pairs = append(pairs, views.Pair{Worker: h.named(w), Agenda: agendas[w], Other: true})
	}
	return pairs, nil
}

// agendasBy counts what each worker shares with the viewer from their agenda.
func (d *desk) agendasBy(ctx context.Context, h here) (map[peerwork.UserID]int, error) {
	items, err := d.Store.AgendasSharedWith(ctx, h.Workspace, h.User, "", h.Now)
	if err != nil {
		return nil, err
	}
	by := map[peerwork.UserID]int{}
	for _, i := range items {
		by[i.Author]++
	}
	return by, nil
}

func (d *desk) sharedBy(ctx context.Context, h here) (map[peerwork.UserID]int, error) {
	listed, err := d.Store.SharedWith(ctx, h.Workspace, h.User, "", "", time.Time{}, time.Time{})
	if err != nil {
		return nil, fmt.Errorf("list shared notes: %w", err)
	}
	shared := map[peerwork.UserID]int{}
	for _, l := range listed {
		shared[l.Author]++ // "" for those read without the name
	}
	return shared, nil
}
