package digest

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"handrail/peerwork"
)

// organisation is what the scope of a line says that is no team's.
const organisation = "organisation"

// ExportHeader names the columns of an export.
func ExportHeader() []string { return []string{"period", "scope", "figure", "value"} }

// Export writes figures for a spreadsheet: a header, the organisation's figures, then each team's. Of the organisation
// every figure has its line, with a number or "withheld". Of a team a theme or sub-theme has one if somebody shared it,
// with a number of people or "named". Notes, questions and everything else of a digest stay out.
func Export(w io.Writer, period peerwork.Period, organisations []peerwork.OrganisationFigures, teams []peerwork.Figures) error {
	out := csv.NewWriter(w)
	lines := [][]string{ExportHeader()}
	for _, f := range organisations {
		for _, row := range f.Rows {
			lines = append(lines, []string{period.String(), organisation, string(row.Name), numberOr(row.Number, "withheld")})
		}
	}
	for _, f := range teams {
		for _, t := range f.Themes {
			if t.Shared {
				lines = append(lines, []string{period.String(), inert(string(f.Team)), string(t.Theme), numberOr(t.People, "named")})
			}
		}
		for _, s := range f.SubThemes {
			lines = append(lines, []string{period.String(), inert(string(f.Team)), string(s.Code), numberOr(s.People, "named")})
		}
	}
	return out.WriteAll(lines)
}

func numberOr(n int, without string) string {
	if n == 0 {
		return without
	}
	return strconv.Itoa(n)
}

// inert returns a cell that no spreadsheet takes for a formula.
func inert(cell string) string {
	if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") {
		return "'" + cell
	}
	return cell
}
