package playground

import (
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// maxUpload bounds one uploaded file.
const maxUpload = 16 << 20

// file is an upload on its way, or done.
type file struct {
	id, name, title, secret string
	length                  int
	content                 []byte
	complete                bool
}

func (s *Server) uploadURL(p params) (answer, *apiError) {
	length, err := strconv.Atoi(p["length"])
	if p["filename"] == "" || err != nil || length <= 0 {
		return nil, refuse("invalid_arguments")
	}
	if length > maxUpload {
		return nil, refuse("file_upload_size_restricted")
	}
	f := &file{id: s.id("F"), name: p["filename"], secret: random(16), length: length}
	s.files[f.id] = f
	return answer{"upload_url": s.base + "/upload/" + f.id + "/" + f.secret, "file_id": f.id}, nil
}

func (s *Server) serveUpload(w http.ResponseWriter, r *http.Request) {
	f := s.fileAt(r)
	if f == nil {
		http.NotFound(w, r)
		return
	}
	content, err := uploaded(r)
	if err != nil || len(content) != f.length {
		http.Error(w, "the upload has not the length that was announced", http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	f.content = content
	s.mu.Unlock()
	_, _ = io.WriteString(w, "OK - "+strconv.Itoa(len(content)))
}

func (s *Server) fileAt(r *http.Request) *file {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.files[r.PathValue("id")]
	if f == nil || f.secret != r.PathValue("secret") {
		return nil
	}
	return f
}

// uploaded reads a raw body, or the first file of a multipart form.
func uploaded(r *http.Request) ([]byte, error) {
	r.Body = http.MaxBytesReader(nil, r.Body, maxUpload+maxBody)
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return io.ReadAll(r.Body)
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, err
	}
	for {
		part, err := parts.NextPart()
		if err != nil {
			return nil, err
		}
		if part.FileName() != "" {
			return io.ReadAll(part)
		}
	}
}

func (s *Server) completeUpload(p params) (answer, *apiError) {
	files, problem := s.uploadsOf(p["files"])
	if problem != nil {
		return nil, problem
	}
	if channel := p["channel_id"]; channel != "" {
		if problem := s.share(channel, files, p); problem != nil {
			return nil, problem
		}
	}
	list := []any{}
	for _, f := range files {
		f.complete = true
		list = append(list, answer{"id": f.id, "title": f.title, "name": f.name, "url_private": s.fileURL(f)})
	}
	return answer{"files": list}, nil
}

func (s *Server) uploadsOf(raw string) ([]*file, *apiError) {
	var wanted []struct{ ID, Title string }
	if err := json.Unmarshal([]byte(raw), &wanted); err != nil || len(wanted) == 0 {
		return nil, refuse("invalid_arguments")
	}
	var files []*file
	for _, each := range wanted {
		f := s.files[each.ID]
		if f == nil || f.content == nil || f.complete {
			return nil, refuse("file_not_found")
		}
		f.title = cmp.Or(each.Title, f.name)
		files = append(files, f)
	}
	return files, nil
}

func (s *Server) share(channel string, files []*file, p params) *apiError {
	r, problem := s.visible(channel)
	if problem != nil {
		return problem
	}
	if !r.has(s.workspace.App.BotUserID) {
		return refuse("not_in_channel")
	}
	parent, problem := threadIn(r, p["thread_ts"])
	if problem != nil {
		return problem
	}
	m := Message{User: s.workspace.App.BotUserID, Text: p["initial_comment"], ThreadTS: parent, Subtype: "file_share"}
	for _, f := range files {
		m.Files = append(m.Files, File{ID: f.id, Name: f.name, URL: s.fileURL(f)})
	}
	s.add(r, m)
	return nil
}

func (s *Server) fileURL(f *file) string {
	return s.base + "/files/" + f.id + "/" + f.secret + "/" + url.PathEscape(f.name)
}

// File returns the content of a shared file.
func (s *Server) File(id string) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.files[id]
	if f == nil || !f.complete {
		return nil, false
	}
	return f.content, true
}

func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	f := s.fileAt(r)
	if f == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(f.name))
	_, _ = w.Write(f.content)
}
