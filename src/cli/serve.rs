//! `quadratura serve`: the service, until it is told to end; or once, for those who have a clock of their own.

use std::sync::Arc;

use super::arguments::ServeArguments;
use super::exit::Exit;
use super::{Answer, drop_note, output};
use crate::clock::{Clock, Shifted, System};
use crate::config::Config;
use crate::pipeline::Lock;
use crate::schedule::{self, Doing, Ended, Service};

pub(super) fn perform(arguments: &ServeArguments) -> Answer {
    let config = Config::load(&arguments.config)?;
    let clock: Arc<dyn Clock + Send + Sync> = match arguments.now {
        Some(now) => Arc::new(Shifted::starting_at(now)),
        None => Arc::new(System),
    };
    // For all of its life; the work is taken at each tick.
    let lock = Lock::take_seat(&config.root, "serve", System.now())?;
    drop_note::leave(&config);
    // Nothing can be said on a stdout that is closed, and the work goes on.
    let tell = |text: &str| {
        let _ = output::print(text);
    };
    if arguments.once {
        let mut service = Service::called(&arguments.config, clock.now())?;
        let ran = service.tick(&*clock, &Doing::default(), &tell);
        service.beat(clock.now())?;
        return Ok(Exit::failed_if(ran.iter().any(|it| it.result.is_err())));
    }
    let service = Service::new(&arguments.config, clock.now())?;
    if schedule::live(service, clock, Arc::new(tell))? == Ended::Cut {
        // A thread may still be writing: only the end of the process gives the lock back.
        std::mem::forget(lock);
    }
    Ok(Exit::Done)
}
