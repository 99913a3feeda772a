package playground

import (
	"fmt"
	"slices"
)

// chartBlock checks a data_visualization block.
// https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
func chartBlock(c *check, at string, value any) {
	c.charts++
	if c.charts > maxCharts {
		c.fail(at, "no more than %d data_visualization blocks allowed", maxCharts)
	}
	shape(must{"title", "chart"}, with{"title": str(1, 50), "chart": chart})(c, at, value)
}

func chart(c *check, at string, value any) {
	fields, _ := value.(map[string]any)
	switch kind := fields["type"]; kind {
	case "pie":
		shape(must{"segments"}, with{"segments": list(1, 6, segment)})(c, at, value)
	case "bar", "line", "area":
		shape(must{"series", "axis_config"}, with{"series": list(1, 6, series), "axis_config": axis})(c, at, value)
		c.covers(at, fields)
	default:
		c.fail(at+"/type", "unsupported type: %v", kind)
	}
}

func segment(c *check, at string, value any) {
	shapeWithoutType(must{"label", "value"}, with{"label": str(1, 20), "value": number})(c, at, value)
	fields, _ := value.(map[string]any)
	if n, is := fields["value"].(float64); is && n <= 0 {
		c.fail(at+"/value", "must be greater than 0")
	}
}

func series(c *check, at string, value any) {
	point := shapeWithoutType(must{"label", "value"}, with{"label": str(1, 20), "value": number})
	shapeWithoutType(must{"name", "data"}, with{"name": str(1, 20), "data": list(1, 20, point)})(c, at, value)
}

func axis(c *check, at string, value any) {
	shapeWithoutType(must{"categories"}, with{"categories": list(1, 20, str(1, 20)), "x_label": str(1, 50), "y_label": str(1, 50)})(c, at, value)
}

func number(c *check, at string, value any) {
	if _, is := value.(float64); !is {
		c.fail(at, "must be a number")
	}
}

// covers checks that series have names of their own and one point for each category.
func (c *check) covers(at string, chart map[string]any) {
	axis, _ := chart["axis_config"].(map[string]any)
	categories := wordsOf(axis["categories"])
	if hasRepeats(categories) {
		c.fail(at+"/axis_config/categories", "categories must be unique")
	}
	all, _ := chart["series"].([]any)
	var names []string
	for i, each := range all {
		fields, _ := each.(map[string]any)
		name, _ := fields["name"].(string)
		names = append(names, name)
		if !sameSet(labels(fields["data"]), categories) {
			c.fail(fmt.Sprintf("%s/series/%d/data", at, i), "must contain exactly one point for every category")
		}
	}
	if hasRepeats(names) {
		c.fail(at+"/series", "series names must be unique")
	}
}

func labels(points any) []string {
	all, _ := points.([]any)
	found := make([]string, 0, len(all))
	for _, p := range all {
		fields, _ := p.(map[string]any)
		label, _ := fields["label"].(string)
		found = append(found, label)
	}
	return found
}

func wordsOf(value any) []string {
	all, _ := value.([]any)
	found := make([]string, 0, len(all))
	for _, each := range all {
		s, _ := each.(string)
		found = append(found, s)
	}
	return found
}

func hasRepeats(words []string) bool {
	sorted := slices.Sorted(slices.Values(words))
	return len(slices.Compact(sorted)) < len(words)
}

func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
