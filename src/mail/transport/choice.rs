//! Which transport it is.

use std::path::PathBuf;

use super::delivery::Transport;
use super::eml::EmlFolder;
use super::smtp::Smtp;
use crate::mail::settings::{Mode, Settings};

/// The transport that the settings ask for; `folder` is where a trial writes its messages.
#[must_use]
pub fn of(settings: &Settings, folder: impl Into<PathBuf>) -> Box<dyn Transport + Send + Sync> {
    match (settings.mode, &settings.smtp) {
        (Mode::Smtp, Some(smtp)) => Box::new(Smtp::new(smtp.clone(), &settings.domain)),
        _ => Box::new(EmlFolder::new(folder)),
    }
}
