//! An SP+ audit, typed. Names with accents are taken in both Unicode forms.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::{self, Deserializer, IgnoredAny, Visitor};

#[derive(Deserialize)]
pub struct Audit<'a> {
    #[serde(borrow)]
    pub audit: Cow<'a, str>,
    #[serde(default)]
    pub profil: Profile,
    #[serde(default)]
    pub mesures: Measures,
    #[serde(default)]
    pub cotations: Points<Rating>,
    #[serde(default)]
    pub sans_objet: Points<IgnoredAny>,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    #[serde(rename = "type_entité", alias = "type_entite\u{301}")]
    pub kind: Option<Kind>,
    #[serde(rename = "activités", alias = "activite\u{301}s")]
    pub activities: Option<Vec<Activity>>,
    pub svi: Option<bool>,
    #[serde(rename = "répondeur", alias = "re\u{301}pondeur")]
    pub answering: Option<bool>,
    #[serde(rename = "démarches_en_ligne", alias = "de\u{301}marches_en_ligne")]
    pub online: Option<bool>,
    #[serde(rename = "label_visé", alias = "label_vise\u{301}")]
    pub label: Option<Label>,
    #[serde(rename = "première_année", alias = "premie\u{300}re_anne\u{301}e")]
    pub first_year: Option<bool>,
    #[serde(rename = "motif_sécurité", alias = "motif_se\u{301}curite\u{301}")]
    pub security: Option<bool>,
    #[serde(rename = "volontaire_décarbonation", alias = "volontaire_de\u{301}carbonation")]
    pub volunteer: Option<bool>,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
pub enum Kind {
    #[serde(rename = "service_état")]
    Service,
    #[serde(rename = "établissement_public_état")]
    Public,
    #[serde(rename = "organisme_sécurité_sociale")]
    Security,
    #[serde(rename = "hôpital")]
    Hospital,
    #[serde(rename = "établissement_enseignement")]
    School,
    #[serde(rename = "collectivité_territoriale")]
    Collectivity,
    #[serde(rename = "groupement")]
    Union,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
pub enum Activity {
    #[serde(rename = "contrôle")]
    Control,
    #[serde(rename = "recouvrement")]
    Recovery,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
pub enum Label {
    #[serde(rename = "sp_plus")]
    Plus,
    #[serde(rename = "or")]
    Gold,
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct Measures {
    #[serde(rename = "taux_décroché_mesuré", alias = "taux_de\u{301}croche\u{301}_mesure\u{301}")]
    pub rate_measured: Option<bool>,
    #[serde(rename = "taux_décroché", alias = "taux_de\u{301}croche\u{301}")]
    pub rate: Option<f64>,
    #[serde(rename = "fréquence_taux_décroché", alias = "fre\u{301}quence_taux_de\u{301}croche\u{301}")]
    pub rate_frequency: Option<Frequency>,
    #[serde(rename = "délais_mesurés", alias = "de\u{301}lais_mesure\u{301}s")]
    pub delays_measured: Option<bool>,
    #[serde(rename = "respect_mesuré", alias = "respect_mesure\u{301}")]
    pub kept_measured: Option<bool>,
    #[serde(rename = "fréquence_taux_respect", alias = "fre\u{301}quence_taux_respect")]
    pub kept_frequency: Option<Frequency>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, PartialOrd)]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    Ponctuelle,
    Annuelle,
    Semestrielle,
    Trimestrielle,
    Mensuelle,
}

/// A level, in quarters of a point.
#[derive(Clone, Copy)]
pub struct Rating(pub u32);

impl<'de> Deserialize<'de> for Rating {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Level;
        impl Visitor<'_> for Level {
            type Value = Rating;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a level")
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Rating, E> {
                match value {
                    0 => Ok(Rating(0)),
                    1 => Ok(Rating(4)),
                    _ => Err(E::custom("no such level")),
                }
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Rating, E> {
                match value {
                    0.0 => Ok(Rating(0)),
                    0.25 => Ok(Rating(1)),
                    0.75 => Ok(Rating(3)),
                    1.0 => Ok(Rating(4)),
                    _ => Err(E::custom("no such level")),
                }
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Rating, E> {
                match name {
                    "non_conforme" => Ok(Rating(0)),
                    "point_sensible" => Ok(Rating(1)),
                    "point_de_progrès" => Ok(Rating(3)),
                    "conforme" => Ok(Rating(4)),
                    _ => Err(E::custom("no such level")),
                }
            }
        }
        deserializer.deserialize_any(Level)
    }
}

/// A value for each point, under its id.
macro_rules! points {
    ($($field:ident = $id:literal),* $(,)?) => {
        #[derive(Deserialize)]
        #[serde(default, deny_unknown_fields, bound = "T: Deserialize<'de>")]
        pub struct Points<T> {
            $(#[serde(rename = $id)] pub $field: Option<T>,)*
        }

        impl<T> Default for Points<T> {
            fn default() -> Self {
                Self { $($field: None,)* }
            }
        }
    };
}

points! {
        p1_1 = "1.1", p1_2 = "1.2", p1_3 = "1.3", p1_4 = "1.4", p1_5 = "1.5", p1_6 = "1.6", p1_7 = "1.7", p1_8 =
    "1.8", p1_9 = "1.9", p1_10 = "1.10", p1_11 = "1.11", p1_12 = "1.12", p1_13 = "1.13",
        p2_1 = "2.1", p2_2 = "2.2", p2_3 = "2.3", p2_4 = "2.4", p2_5 = "2.5", p2_6 = "2.6", p2_7 = "2.7", p2_8 =
    "2.8", p2_9 = "2.9", p2_10 = "2.10", p2_11 = "2.11", p2_12 = "2.12", p2_13 = "2.13", p2_14 = "2.14", p2_15 =
    "2.15", p2_16 = "2.16",
        p3_1 = "3.1", p3_2 = "3.2", p3_3 = "3.3", p3_4 = "3.4", p3_5 = "3.5", p3_6 = "3.6", p3_7 = "3.7", p3_8 =
    "3.8", p3_9 = "3.9", p3_10 = "3.10", p3_11 = "3.11", p3_12 = "3.12",
        p4_1 = "4.1", p4_2 = "4.2", p4_3 = "4.3", p4_4 = "4.4", p4_5 = "4.5", p4_6 = "4.6", p4_7 = "4.7", p4_8 =
    "4.8",
        p5_1 = "5.1", p5_2 = "5.2", p5_3 = "5.3", p5_4 = "5.4", p5_5 = "5.5", p5_6 = "5.6", p5_7 = "5.7",
        p6_1 = "6.1", p6_2 = "6.2", p6_3 = "6.3", p6_4 = "6.4", p6_5 = "6.5",
        p7_1 = "7.1", p7_2 = "7.2", p7_3 = "7.3", p7_4 = "7.4", p7_5 = "7.5", p7_6 = "7.6", p7_7 = "7.7", p7_8 =
    "7.8", p7_9 = "7.9", p7_10 = "7.10", p7_11 = "7.11", p7_12 = "7.12", p7_13 = "7.13", p7_14 = "7.14",
        p8_1 = "8.1", p8_2 = "8.2", p8_3 = "8.3", p8_4 = "8.4", p8_5 = "8.5", p8_6 = "8.6", p8_7 = "8.7", p8_8 =
    "8.8", p8_9 = "8.9",
        por_1 = "OR.1", por_2 = "OR.2", por_3 = "OR.3", por_4 = "OR.4", por_5 = "OR.5", por_6 = "OR.6", por_7 =
    "OR.7", por_8 = "OR.8", por_9 = "OR.9", por_10 = "OR.10", por_11 = "OR.11", por_12 = "OR.12",
}
