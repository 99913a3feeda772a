// Package need tells a test where PostgreSQL and Chromium are. Where they are missing the test is skipped with a
// line that says how to get them; where HANDRAIL_TEST_REQUIRE names them, as in continuous integration, it fails
// instead, so that nothing is left out in silence.
package need

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Require is the environment variable that lists, with commas, what must not be skipped: "postgres,chromium".
const Require = "HANDRAIL_TEST_REQUIRE"

// Postgres returns the URL of a PostgreSQL in which a test may make databases or schemas of its own.
func Postgres(t testing.TB) string {
	t.Helper()
	url := os.Getenv("HANDRAIL_TEST_POSTGRES_URL")
	if url == "" {
		without(t, "postgres", "PostgreSQL is not there: set HANDRAIL_TEST_POSTGRES_URL, for example postgres://postgres@127.0.0.1:5432/test?sslmode=disable")
	}
	return url
}

// Schema returns the address of a PostgreSQL schema that the test has to itself.
func Schema(t testing.TB) string {
	t.Helper()
	server := Postgres(t)
	address, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	schema := "test_" + strings.ToLower(rand.Text())
	administer(t, server, "CREATE SCHEMA "+schema)
	t.Cleanup(func() { administer(t, server, "DROP SCHEMA "+schema+" CASCADE") })
	query := address.Query()
	query.Set("search_path", schema)
	address.RawQuery = query.Encode()
	return address.String()
}

func administer(t testing.TB, server, statement string) {
	t.Helper()
	ctx := context.Background() // the test's own is over when it is tidied up
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatal(err)
	}
}

// Chromium returns the path of a browser that chromedp can drive: the one HANDRAIL_TEST_CHROMIUM names, or the
// first found under its usual names. "none" stands for no browser at all.
func Chromium(t testing.TB) string {
	t.Helper()
	path := chromium()
	if path == "" {
		without(t, "chromium", "Chromium is not there: install it, or set HANDRAIL_TEST_CHROMIUM to its path")
	}
	return path
}

func chromium() string {
	switch named := os.Getenv("HANDRAIL_TEST_CHROMIUM"); named {
	case "none":
		return ""
	case "":
		return usualChromium()
	default:
		return named
	}
}

func usualChromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

func without(t testing.TB, what, why string) {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv(Require), ","), what) {
		t.Fatalf("%s. %s asks for it.", why, Require)
	}
	t.Skip(why)
}
