//! An editor, reduced to what tests need: messages out, answers and notifications in.
#![allow(dead_code, unreachable_pub)] // each test program uses its part
#![allow(clippy::unwrap_used, clippy::expect_used)] // tests may unwrap, and so may what they stand on

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader, DuplexStream};

/// The SP+ grid.
pub fn sp_plus() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../grids/sp_plus/2023.grille")).unwrap()
}

/// An editor at one end of a stream.
pub struct Editor<R, W> {
    input: BufReader<R>,
    output: W,
    asked: i64,
    /// Notifications that came while something else was waited for.
    pub heard: Vec<Value>,
}

/// An editor beside a server in the same process.
pub fn in_memory() -> Editor<DuplexStream, DuplexStream> {
    let (to_server, server_input) = tokio::io::duplex(1 << 20);
    let (server_output, from_server) = tokio::io::duplex(1 << 20);
    tokio::spawn(grille_lsp::server::serve(server_input, server_output));
    Editor::new(from_server, to_server)
}

impl<R: AsyncRead + Unpin, W: AsyncWrite + Unpin> Editor<R, W> {
    pub fn new(input: R, output: W) -> Self {
        Self { input: BufReader::new(input), output, asked: 0, heard: Vec::new() }
    }

    async fn send(&mut self, message: &Value) {
        let body = message.to_string();
        let head = format!("Content-Length: {}\r\n\r\n", body.len());
        self.output.write_all(head.as_bytes()).await.unwrap();
        self.output.write_all(body.as_bytes()).await.unwrap();
        self.output.flush().await.unwrap();
    }

    async fn receive(&mut self) -> Value {
        let read = async {
            let mut length = 0;
            loop {
                let mut line = String::new();
                self.input.read_line(&mut line).await.unwrap();
                match line.trim().strip_prefix("Content-Length: ") {
                    Some(number) => length = number.parse().unwrap(),
                    None if line.trim().is_empty() => break,
                    None => {}
                }
            }
            let mut body = vec![0; length];
            self.input.read_exact(&mut body).await.unwrap();
            serde_json::from_slice(&body).unwrap()
        };
        tokio::time::timeout(Duration::from_secs(60), read).await.expect("the server is silent")
    }

    pub async fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params })).await;
    }

    /// The answer to a request, whole: `result` or `error`. Requests of the server are granted meanwhile.
    pub async fn answer(&mut self, method: &str, params: Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        let mut message = json!({ "jsonrpc": "2.0", "id": id, "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(&message).await;
        loop {
            let message = self.receive().await;
            if message.get("method").is_some() {
                self.hear(message).await;
            } else if message["id"] == id {
                return message;
            }
        }
    }

    /// The result of a request.
    pub async fn ask(&mut self, method: &str, params: Value) -> Value {
        let answer = self.answer(method, params).await;
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    async fn hear(&mut self, message: Value) {
        if let Some(id) = message.get("id") {
            self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": null })).await;
        }
        self.heard.push(message);
    }

    /// The next notification or request of a method.
    pub async fn next(&mut self, method: &str) -> Value {
        loop {
            if let Some(at) = self.heard.iter().position(|message| message["method"] == method) {
                return self.heard.remove(at)["params"].clone();
            }
            let message = self.receive().await;
            self.hear(message).await;
        }
    }

    /// Starts with capabilities, and returns those of the server.
    pub async fn start(&mut self, capabilities: Value) -> Value {
        let result =
            self.ask("initialize", json!({ "processId": null, "rootUri": null, "capabilities": capabilities }));
        let result = result.await;
        self.notify("initialized", json!({})).await;
        result["capabilities"].clone()
    }

    pub async fn open(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "grille", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document })).await;
    }

    pub async fn change(&mut self, uri: &str, version: i64, text: &str) {
        let change =
            json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": [{ "text": text }] });
        self.notify("textDocument/didChange", change).await;
    }

    /// The diagnostics sent for a version of a document, once they come.
    pub async fn told(&mut self, uri: &str, version: i64) -> Value {
        loop {
            let told = self.next("textDocument/publishDiagnostics").await;
            if told["uri"] == uri && told["version"] == version {
                return told["diagnostics"].clone();
            }
        }
    }
}

/// The codes of diagnostics.
pub fn codes(diagnostics: &Value) -> Vec<&str> {
    diagnostics.as_array().unwrap().iter().map(|diagnostic| diagnostic["code"].as_str().unwrap()).collect()
}
