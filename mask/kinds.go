package mask

import (
	"fmt"
	"strings"
)

// Kind names what a finding is. The values stand in the output of `handrail mask`.
type Kind string

// The kinds. PersonName and Initials are soft: pointed out, never hidden.
const (
	NHSNumber               Kind = "nhs_number"
	PhoneNumber             Kind = "phone_number"
	Email                   Kind = "email"
	Postcode                Kind = "postcode"
	NationalInsuranceNumber Kind = "national_insurance_number"
	HospitalNumber          Kind = "hospital_number"
	DateOfBirth             Kind = "date_of_birth"
	StreetAddress           Kind = "street_address"
	Handle                  Kind = "handle"
	ProfileLink             Kind = "profile_link"
	SlackMention            Kind = "slack_mention"
	WardAndDate             Kind = "ward_and_date"
	PersonName              Kind = "person_name"
	Initials                Kind = "initials"
)

// KindInfo is how a kind is spoken of.
type KindInfo struct {
	Kind     Kind
	Singular string // "phone number"
	Plural   string // "phone numbers"
	Hard     bool   // hidden before saving
}

// Kinds lists the kinds, hard ones first. To add a kind, add a row here.
func Kinds() []KindInfo {
	return []KindInfo{
		{NHSNumber, "NHS number", "NHS numbers", true},
		{PhoneNumber, "phone number", "phone numbers", true},
		{Email, "e-mail address", "e-mail addresses", true},
		{Postcode, "postcode", "postcodes", true},
		{NationalInsuranceNumber, "National Insurance number", "National Insurance numbers", true},
		{HospitalNumber, "hospital or case number", "hospital or case numbers", true},
		{DateOfBirth, "date of birth", "dates of birth", true},
		{StreetAddress, "street address", "street addresses", true},
		{Handle, "user name", "user names", true},
		{ProfileLink, "link to a profile", "links to profiles", true},
		{SlackMention, "Slack mention", "Slack mentions", true},
		{WardAndDate, "ward with a date", "wards with dates", true},
		{PersonName, "possible name", "possible names", false},
		{Initials, "set of initials", "sets of initials", false},
	}
}

// Hard reports whether findings of this kind are hidden before saving.
func (k Kind) Hard() bool { return k != PersonName && k != Initials }

// placeholder is what stands in the masked text: the singular in brackets. It holds nothing that could itself be found.
func placeholder(k Kind) string {
	switch k {
	case NHSNumber:
		return "[NHS number]"
	case PhoneNumber:
		return "[phone number]"
	case Email:
		return "[e-mail address]"
	case Postcode:
		return "[postcode]"
	case NationalInsuranceNumber:
		return "[National Insurance number]"
	case HospitalNumber:
		return "[hospital or case number]"
	case DateOfBirth:
		return "[date of birth]"
	case StreetAddress:
		return "[street address]"
	case Handle:
		return "[user name]"
	case ProfileLink:
		return "[link to a profile]"
	case SlackMention:
		return "[Slack mention]"
	case WardAndDate:
		return "[ward with a date]"
	}
	return "[hidden]"
}

// Hidden says what was hidden: "We hid 1 phone number and 2 e-mail addresses." It names kinds, never values, and is
// empty when nothing was.
func Hidden(findings []Finding) string {
	if counts := count(findings, true); len(counts) > 0 {
		return "We hid " + list(counts) + "."
	}
	return ""
}

// PointedOut says what was found and left in the words: "We saw 1 possible name." It is empty when nothing was.
func PointedOut(findings []Finding) string {
	if counts := count(findings, false); len(counts) > 0 {
		return "We saw " + list(counts) + "."
	}
	return ""
}

func count(findings []Finding, hard bool) []string {
	if len(findings) == 0 {
		return nil // as in most notes
	}
	seen := make(map[Kind]int)
	for _, f := range findings {
		seen[f.Kind]++
	}
	var counts []string
	for _, info := range Kinds() {
		if n := seen[info.Kind]; n > 0 && info.Hard == hard {
			counts = append(counts, info.counted(n))
		}
	}
	return counts
}

func (i KindInfo) counted(n int) string {
	if n == 1 {
		return "1 " + i.Singular
	}
	return fmt.Sprintf("%d %s", n, i.Plural)
}

func list(items []string) string {
	last := len(items) - 1
	if last == 0 {
		return items[0]
	}
	return strings.Join(items[:last], ", ") + " and " + items[last]
}
