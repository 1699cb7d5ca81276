// Command engine is Helm's chart engine and kubeconform's validator behind one function, for WebAssembly in a Node
// worker. The protocol is that of src/engine/protocol.ts: JSON requests and answers, with bytes beside them.
package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"syscall/js"
)

// protocol must be that of src/engine/protocol.ts.
const protocol = 1

// failure is an answer that is no value. Code is of the closed set in src/engine/protocol.ts.
type failure struct {
	Code    string  `json:"code"`
	Message string  `json:"message"`
	File    string  `json:"file,omitempty"`
	Line    int     `json:"line,omitempty"`
	Faults  []fault `json:"faults,omitempty"`
}

type answer struct {
	Value any      `json:"value,omitempty"`
	Error *failure `json:"error,omitempty"`
}

func main() {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	js.Global().Set("k8sgenEngine", js.FuncOf(func(_ js.Value, args []js.Value) any {
		text, attachments, done := args[0].String(), args[1], args[2]
		bytes := make([][]byte, attachments.Length())
		for i := range bytes {
			bytes[i] = make([]byte, attachments.Index(i).Length())
			js.CopyBytesToGo(bytes[i], attachments.Index(i))
		}
		// A goroutine, because Go's callbacks must not block the event loop.
		go func() { done.Invoke(respond(text, bytes)) }()
		return nil
	}))
	js.Global().Get("k8sgenReady").Invoke(protocol)
	select {}
}

func respond(text string, attachments [][]byte) (encoded string) {
	defer func() {
		if problem := recover(); problem != nil {
			// Without the stack: the message is shown to users.
			raw, _ := json.Marshal(answer{Error: &failure{Code: "panic", Message: fmt.Sprint(problem)}})
			encoded = string(raw)
		}
	}()
	value, fault := dispatch([]byte(text), attachments)
	raw, err := json.Marshal(answer{Value: value, Error: fault})
	if err != nil {
		raw, _ = json.Marshal(answer{Error: &failure{Code: "panic", Message: err.Error()}})
	}
	return string(raw)
}

func dispatch(text []byte, attachments [][]byte) (any, *failure) {
	var request struct {
		Op string `json:"op"`
	}
	if err := json.Unmarshal(text, &request); err != nil {
		return nil, &failure{Code: "protocol", Message: err.Error()}
	}
	switch request.Op {
	case "chart":
		return with(text, func(r chartRequest) (any, *failure) { return loadChart(r, attachments) })
	case "render":
		return with(text, render)
	case "crds":
		return with(text, crdsOf)
	case "schemas":
		return with(text, func(r schemasRequest) (any, *failure) { return makeSchemas(r, attachments) })
	case "validate":
		return with(text, validate)
	case "warm":
		return warm()
	case "panic":
		panic("asked for")
	}
	return nil, &failure{Code: "protocol", Message: "unknown operation " + request.Op}
}

func with[R any](text []byte, run func(R) (any, *failure)) (any, *failure) {
	var request R
	if err := json.Unmarshal(text, &request); err != nil {
		return nil, &failure{Code: "protocol", Message: err.Error()}
	}
	return run(request)
}
