//! Files of cases.

use super::condition::parts;
use super::{Builder, children};
use crate::diagnostic::{Fix, Writing};
use crate::syntax::case::{Answer, CaseBlock, CaseLine, CaseLineKind, Expected, Rating};
use crate::syntax::grammar::{Pair, Rule};
use crate::syntax::tree::{Name, Text};

impl Builder<'_> {
    /// A `case_file`.
    pub(in crate::syntax) fn cases(&self, file: Pair<'_>) -> Vec<CaseBlock> {
        let mut cases = Vec::new();
        for entry in children(file) {
            match entry.as_rule() {
                Rule::case => cases.extend(self.case(entry)),
                Rule::unexpected_case if entry.as_str() == "}" => {
                    let span = self.span(&entry);
                    self.report_with(Writing::StrayBrace, span, Fix::replace("retirer `}`", span, ""));
                }
                Rule::unexpected_case => {
                    self.mend_case(&entry, &mut |builder, part| cases.extend(builder.case(part)));
                }
                _ => {}
            }
        }
        cases
    }

    /// A `case`.
    fn case(&self, pair: Pair<'_>) -> Option<CaseBlock> {
        let span = self.span(&pair);
        let (mut texts, mut grid, mut lines) = (Vec::new(), None, Vec::new());
        for part in children(pair) {
            match part.as_rule() {
                Rule::text => texts.push(self.text_node(part)),
                Rule::ident => grid = Some(self.name(&part)),
                Rule::case_line => lines.extend(self.case_line(part)),
                Rule::unexpected_case_line => {
                    let entry = Rule::one_case_line;
                    self.mend_part(&part, entry, &mut |builder, part| lines.extend(builder.case_line(part)));
                }
                _ => self.block_end(&part, "cas"),
            }
        }
        let [title, version] = <[Text; 2]>::try_from(texts).ok()?;
        Some(CaseBlock { title, grid: grid?, version, lines, span })
    }

    /// A `case_line`.
    fn case_line(&self, pair: Pair<'_>) -> Option<CaseLine> {
        let span = self.span(&pair);
        let inner = children(pair).next()?;
        let kind = match inner.as_rule() {
            Rule::case_answer | Rule::case_set => self.case_answer(inner)?,
            Rule::case_rating => {
                let (point, rating) = self.case_rating(inner);
                CaseLineKind::Rating { point, rating: rating? }
            }
            Rule::case_elements => {
                let (mut point, mut met) = (None, Vec::new());
                parts!(inner,
                    section_id => |part| point = Some(self.name(&part)),
                    path_set => |part| {
                        parts!(part, path => |part| met.push(self.name(&part)));
                    },
                );
                CaseLineKind::Elements { point: point?, met }
            }
            Rule::case_set_aside => {
                let (mut point, mut reason) = (None, None);
                parts!(inner,
                    section_id => |part| point = Some(self.name(&part)),
                    text => |part| reason = Some(self.text_node(part)),
                );
                CaseLineKind::SetAside { point: point?, reason: reason? }
            }
            Rule::expected => CaseLineKind::Expected(self.expected(inner)?),
            _ => return None,
        };
        Some(CaseLine { kind, span })
    }

    /// A `case_answer` or `case_set`.
    fn case_answer(&self, pair: Pair<'_>) -> Option<CaseLineKind> {
        let (mut input, mut value) = (None, Answer::Bare(true));
        parts!(pair,
            negation => |_part| value = Answer::Bare(false),
            ident => |part| input = Some(self.name(&part)),
            operand => |part| value = Answer::One(self.operand(part)),
            name_set => |part| value = Answer::Several(self.name_set(part)),
        );
        Some(CaseLineKind::Answer { input: input?, value })
    }

    /// The point and the rating of a `case_rating` or an `expected_level`.
    fn case_rating(&self, pair: Pair<'_>) -> (Option<Name>, Option<Rating>) {
        let (mut point, mut rating) = (None, None);
        parts!(pair,
            section_id => |part| point = Some(self.name(&part)),
            literal => |part| rating = Some(Rating::Value(self.literal(part))),
            value_name => |part| rating = Some(Rating::Level(self.name(&part))),
        );
        (point, rating)
    }

    /// An `expected`.
    fn expected(&self, pair: Pair<'_>) -> Option<Expected> {
        let inner = children(pair).find(|part| part.as_rule() != Rule::kw_attendu)?;
        let named = |pair: &Pair<'_>, rule: Rule| {
            children(pair.clone()).find(|part| part.as_rule() == rule).map(|part| self.name(&part))
        };
        Some(match inner.as_rule() {
            Rule::expected_status => {
                Expected::Status { point: named(&inner, Rule::section_id)?, status: named(&inner, Rule::value_name)? }
            }
            Rule::expected_level => {
                let (point, rating) = self.case_rating(inner);
                Expected::Rating { point: point?, rating: rating? }
            }
            Rule::expected_refusal => Expected::Refusal(named(&inner, Rule::code)),
            Rule::expected_anomaly => match named(&inner, Rule::code) {
                Some(code) => Expected::Anomaly { code, point: named(&inner, Rule::section_id) },
                None => Expected::NoAnomaly,
            },
            Rule::expected_state => Expected::Complete(children(inner).any(|part| part.as_rule() == Rule::kw_complet)),
            Rule::condition => Expected::Holds(self.condition(inner)),
            _ => return None,
        })
    }
}
