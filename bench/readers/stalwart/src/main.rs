//! What stalwart's mail-parser reads in mails, for compare.py: paths on standard input, a line of JSON each on standard output.
use mail_parser::{Address, MessageParser};
use sha2::{Digest, Sha256};
use std::io::BufRead;

fn addresses(field: Option<&Address>, into: &mut Vec<String>) {
    if let Some(field) = field {
        for one in field.iter() {
            if let Some(address) = one.address() {
                into.push(address.to_string());
            }
        }
    }
}

fn main() {
    for path in std::io::stdin().lock().lines() {
        let bytes = std::fs::read(path.unwrap()).unwrap();
        let Some(mail) = MessageParser::default().parse(&bytes) else {
            println!("{{}}");
            continue;
        };
        let mut people = Vec::new();
        for field in [mail.from(), mail.sender(), mail.to(), mail.cc(), mail.bcc()] {
            addresses(field, &mut people);
        }
        let text: Vec<String> = (0..mail.text_body_count())
            .filter_map(|i| mail.body_text(i).map(|text| text.to_string()))
            .collect();
        let files: Vec<String> = mail
            .attachments()
            .filter(|part| part.message().is_none())
            .map(|part| Sha256::digest(part.contents()).iter().map(|b| format!("{b:02x}")).collect())
            .collect();
        println!(
            "{}",
            serde_json::json!({"addresses": people, "subject": mail.subject().unwrap_or(""), "text": text.join("\n"), "files": files})
        );
    }
}
