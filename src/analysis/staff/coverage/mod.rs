//! Which skills a ward needs on a shift, and who can bring them: gaps, what hangs on one person, what expires, what training
//! closes, and how it would be with other people.
//!
//! Counted are people who can be put on a shift, not who is there on a day. Rules and limits: `docs/methods/staff-coverage.md`.

pub mod reading;
pub mod scenario;
#[cfg(test)]
mod tests;
pub mod training;

use std::collections::{BTreeMap, BTreeSet};

/// Somebody who works on a ward.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    pub id: String,
    pub ward: String,
    /// Shifts that they can be put on; `None`: on every one.
    pub shifts: Option<BTreeSet<String>>,
    /// In lower case.
    pub skills: BTreeSet<String>,
}

impl Member {
    pub fn works_on(&self, shift: &str) -> bool {
        self.shifts.as_ref().is_none_or(|shifts| shifts.contains(shift))
    }
}

/// How many people with a skill a ward needs on a shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    pub ward: String,
    pub shift: String,
    pub skill: String,
    pub people: u32,
}

/// Until when somebody is certified for a skill. A valid certificate brings the skill, an expired one takes it away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    pub id: String,
    pub skill: String,
    /// Last day, in days since 1970-01-01.
    pub until: i32,
}

/// What teaching a skill to one person costs, in hundredths of the table's currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Training {
    pub skill: String,
    pub cents: u64,
}

/// Everything that coverage is told from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct House {
    pub members: Vec<Member>,
    pub needs: Vec<Need>,
    pub certificates: Vec<Certificate>,
    pub trainings: Vec<Training>,
}

/// When it is told for, in days since 1970-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub today: i32,
    /// Certificates that end by this day are expiring.
    pub ahead: i32,
}

/// How a need is met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    pub need: Need,
    /// Places of the members who bring the skill today.
    pub holders: Vec<usize>,
    /// How many of them still do once what expires has expired.
    pub later: u32,
}

impl Cover {
    pub fn present(&self) -> u32 {
        self.holders.len() as u32
    }

    /// People who are missing today.
    pub fn gap(&self) -> u32 {
        self.need.people.saturating_sub(self.present())
    }

    /// People who are missing once what expires has expired.
    pub fn later_gap(&self) -> u32 {
        self.need.people.saturating_sub(self.later)
    }

    /// Whether it all hangs on one person.
    pub fn is_single(&self) -> bool {
        self.need.people > 0 && self.holders.len() == 1
    }
}

/// A certificate that is or soon will be without force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expiry {
    /// Place of the member.
    pub member: usize,
    pub skill: String,
    pub until: i32,
    pub has_expired: bool,
    /// Needs of which this person is the last one who is enough: places among the covers.
    pub opens: Vec<usize>,
}

/// What is said of a house.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// In the order of the needs.
    pub covers: Vec<Cover>,
    /// The next ones first.
    pub expiries: Vec<Expiry>,
    /// Certificates of people who are not among the members.
    pub unknown_certificates: u32,
    /// Wards of needs on which nobody works.
    pub empty_wards: Vec<String>,
}

impl Coverage {
    pub fn gaps(&self) -> u32 {
        self.covers.iter().map(Cover::gap).sum()
    }

    pub fn later_gaps(&self) -> u32 {
        self.covers.iter().map(Cover::later_gap).sum()
    }

    pub fn singles(&self) -> u32 {
        self.covers.iter().filter(|cover| cover.is_single()).count() as u32
    }

    /// Of how many people that are needed; 1 where nobody is.
    pub fn share(&self) -> f64 {
        let needed: u32 = self.covers.iter().map(|cover| cover.need.people).sum();
        if needed == 0 { 1.0 } else { f64::from(needed - self.gaps()) / f64::from(needed) }
    }
}

impl House {
    /// Last days of certificates by member and skill; of several the latest.
    fn last_days(&self) -> (BTreeMap<(usize, &str), i32>, u32) {
        let places: BTreeMap<&str, usize> =
            self.members.iter().enumerate().map(|(place, member)| (member.id.as_str(), place)).collect();
        let (mut days, mut unknown) = (BTreeMap::new(), 0);
        for own in &self.certificates {
            match places.get(own.id.as_str()) {
                Some(place) => {
                    let last = days.entry((*place, own.skill.as_str())).or_insert(own.until);
                    *last = own.until.max(*last);
                }
                None => unknown += 1,
            }
        }
        (days, unknown)
    }

    /// Skills of each member on a day.
    pub fn skills_on(&self, day: i32) -> Vec<BTreeSet<String>> {
        let mut skills: Vec<BTreeSet<String>> = self.members.iter().map(|member| member.skills.clone()).collect();
        for ((place, skill), until) in self.last_days().0 {
            if until >= day {
                skills[place].insert(skill.to_owned());
            } else {
                skills[place].remove(skill);
            }
        }
        skills
    }

    pub fn coverage(&self, span: Span) -> Coverage {
        let (now, later) = (self.skills_on(span.today), self.skills_on(span.ahead.saturating_add(1)));
        let covers: Vec<Cover> = self.needs.iter().map(|need| self.cover(need, &now, &later)).collect();
        let (days, unknown_certificates) = self.last_days();
        let ends = |((member, skill), until): ((usize, &str), i32)| {
            (until <= span.ahead).then(|| self.expiry(member, skill, until, span.today, &covers))
        };
        let mut expiries: Vec<Expiry> = days.into_iter().filter_map(ends).collect();
        expiries.sort_by(|a, b| (a.until, a.member, &a.skill).cmp(&(b.until, b.member, &b.skill)));
        let worked: BTreeSet<&str> = self.members.iter().map(|member| member.ward.as_str()).collect();
        let needed: BTreeSet<&str> = self.needs.iter().map(|need| need.ward.as_str()).collect();
        let empty_wards = needed.difference(&worked).map(|ward| (*ward).to_owned()).collect();
        Coverage { covers, expiries, unknown_certificates, empty_wards }
    }

    fn cover(&self, need: &Need, now: &[BTreeSet<String>], later: &[BTreeSet<String>]) -> Cover {
        let works = |place: &usize| {
            self.members.get(*place).is_some_and(|member| member.ward == need.ward && member.works_on(&need.shift))
        };
        let brings = |skills: &[BTreeSet<String>]| -> Vec<usize> {
            (0..skills.len()).filter(works).filter(|place| skills[*place].contains(&need.skill)).collect()
        };
        Cover { need: need.clone(), holders: brings(now), later: brings(later).len() as u32 }
    }

    fn expiry(&self, member: usize, skill: &str, until: i32, today: i32, covers: &[Cover]) -> Expiry {
        let is_last = |cover: &Cover| {
            cover.need.skill == skill && cover.holders.contains(&member) && cover.present() <= cover.need.people
        };
        let opens = covers.iter().enumerate().filter(|(_, cover)| is_last(cover)).map(|(place, _)| place).collect();
        Expiry { member, skill: skill.to_owned(), until, has_expired: until < today, opens }
    }
}
