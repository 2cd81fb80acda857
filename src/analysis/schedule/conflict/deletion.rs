//! The deletion filter (Chinneck and Dravnieks, ORSA Journal on Computing 1991;3:157): rules that cannot hold together are
//! left out one after another; what is still impossible without a rule does not need it.

use crate::base::{Cancelled, Progress};

use super::Answer;

/// A rule of a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member<R> {
    pub rule: R,
    /// Whether a plan was found that keeps all others: then the rule cannot be left out. Else nobody knows.
    pub is_needed: bool,
}

/// Leaves out of rules that cannot hold together whatever is not needed; blocks of rules first, then each for itself.
/// Once the rest of a test can hold, so can every smaller rest: what was needed stays needed.
///
/// # Errors
/// Cancelled.
pub fn needed<R: Copy, P>(
    rules: Vec<R>,
    progress: &Progress,
    mut can_hold: impl FnMut(&[R]) -> Answer<P>,
) -> Result<Vec<Member<R>>, Cancelled> {
    let mut left = rules;
    let mut block = left.len().div_ceil(2);
    while block > 1 {
        let mut from = 0;
        while from < left.len() {
            progress.tick(0)?;
            let to = (from + block).min(left.len());
            let rest: Vec<R> = left.iter().take(from).chain(left.iter().skip(to)).copied().collect();
            match can_hold(&rest) {
                Answer::None => left = rest,
                Answer::Plan(_) | Answer::Unknown => from = to,
            }
        }
        block = block.div_ceil(2);
    }
    let mut members = Vec::new();
    while !left.is_empty() {
        progress.tick(0)?;
        let rule = left.remove(0);
        let rest: Vec<R> = members.iter().map(|member: &Member<R>| member.rule).chain(left.iter().copied()).collect();
        match can_hold(&rest) {
            Answer::None => {}
            Answer::Plan(_) => members.push(Member { rule, is_needed: true }),
            Answer::Unknown => members.push(Member { rule, is_needed: false }),
        }
    }
    Ok(members)
}
