//! What is wrong with thresholds and routes, for the lines, indicators, offices and roles that there are.

use std::sync::Arc;

use super::routes::Settings;
use super::thresholds::Thresholds;
use crate::fault::Fault;
use crate::indicators::Definitions;
use crate::italian::meant;
use crate::ledger::Scheme;
use crate::office::Offices;

/// What thresholds and routes may name.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// The schemes.
    pub schemes: &'a [Arc<Scheme>],
    /// The indicators.
    pub definitions: &'a Definitions,
    /// The offices.
    pub offices: &'a Offices,
    /// Who can be told: offices, and who receives mail.
    pub roles: &'a [String],
}

impl Thresholds {
    /// What is wrong with them.
    #[must_use]
    pub fn faults(&self, named: Named<'_>) -> Vec<Fault> {
        let mut out = self.own_faults();
        let scheme = named.schemes.iter().find(|scheme| *scheme.id == *self.scheme);
        if !self.scheme.is_empty() && scheme.is_none() {
            let proposal = meant(&self.scheme, named.schemes.iter().map(|scheme| &*scheme.id));
            let text = format!("lo schema `{}` non è fra quelli di `schemes`{proposal}", self.scheme);
            out.push(Fault::at("scheme", text));
        }
        for (place, it) in self.overrides.iter().enumerate() {
            let mut at = |key: &str, text: String| out.push(Fault::at(format!("override[{place}].{key}"), text));
            if let Some(line) = &it.line {
                let lines = || scheme.iter().flat_map(|scheme| scheme.lines.iter().map(|line| &*line.id));
                if !lines().any(|known| known == line.as_str()) {
                    let proposal = meant(line, lines());
                    at("line", format!("la voce `{line}` di [[thresholds.override]] non è nello schema{proposal}"));
                }
            }
            if let Some(indicator) = &it.indicator {
                let ids = || named.definitions.all.iter().map(|definition| definition.id.as_str());
                if !ids().any(|known| known == indicator.as_str()) {
                    let proposal = meant(indicator, ids());
                    at("indicator", format!("l'indicatore `{indicator}` non è definito{proposal}"));
                }
            }
            if let Some(office) = it.office.as_deref().filter(|office| !named.offices.declares(office)) {
                let proposal = named.offices.meant(office);
                at("office", format!("l'ufficio `{office}` non è dichiarato con [[office]]{proposal}"));
            }
        }
        out
    }
}

impl Settings {
    /// What is wrong with the routes.
    #[must_use]
    pub fn faults(&self, named: Named<'_>) -> Vec<Fault> {
        let lines = named.schemes.iter().flat_map(|scheme| scheme.lines.iter().map(|line| &*line.id));
        let indicators = named.definitions.all.iter().map(|definition| definition.id.as_str());
        let subjects: Vec<&str> = lines.chain(indicators).chain(named.offices.ids().map(|id| &**id)).collect();
        let mut out = Vec::new();
        for (place, route) in self.routes.iter().enumerate() {
            let at = |key: &str, text: String| Fault::at(format!("route[{place}].{key}"), text);
            if !named.roles.iter().any(|role| *role == *route.to) {
                let proposal = meant(&route.to, named.roles.iter().map(String::as_str));
                out.push(at("to", format!("il ruolo `{}` di [[alerts.route]] non riceve posta{proposal}", route.to)));
            }
            for about in route.about.iter().filter(|about| !subjects.contains(&about.as_str())) {
                let proposal = meant(about, subjects.iter().copied());
                let text = format!("`{about}` non è una voce, un indicatore o un ufficio{proposal}");
                out.push(at("about", text).word(about));
            }
        }
        out
    }
}
