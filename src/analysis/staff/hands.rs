//! Work that several do side by side: this floor says what the parts are, whoever calls it brings the threads. Results come
//! in the order of the parts, so that they are the same whoever took which.

use std::sync::{Mutex, PoisonError};

/// Does parts of a work, in any order and side by side.
pub trait Hands: Sync {
    /// Does all parts from 0 and comes back once they are done.
    fn each(&self, parts: usize, work: &(dyn Fn(usize) + Sync));
}

/// One part after the other.
#[derive(Clone, Copy, Debug, Default)]
pub struct OneHand;

impl Hands for OneHand {
    fn each(&self, parts: usize, work: &(dyn Fn(usize) + Sync)) {
        (0..parts).for_each(work);
    }
}

/// The results of all parts, in their order.
pub fn map<T: Send>(hands: &dyn Hands, parts: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let places: Vec<Mutex<Option<T>>> = (0..parts).map(|_| Mutex::new(None)).collect();
    hands.each(parts, &|part| {
        if let Some(place) = places.get(part) {
            let done = work(part);
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(done);
        }
    });
    places.into_iter().filter_map(|place| place.into_inner().unwrap_or_else(PoisonError::into_inner)).collect()
}
